namespace Ganglion.Generators.Tests;

/// <summary>The declarations of Core and Lab that the generators rely on, and no more.</summary>
internal static class Stubs
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Collections.Immutable;
        global using System.Linq;
        global using Ganglion;
        global using Ganglion.Lab;
        """;

    public const string Core = """
        namespace Ganglion;
        [AttributeUsage(AttributeTargets.Class)] public sealed class ModelAttribute : Attribute;
        public interface IModel { void Visit(string prefix, Action<string, Tensor> visit); }
        public interface IModel<TSelf> : IModel where TSelf : IModel<TSelf> { TSelf Map(string prefix, Func<string, Tensor, Tensor> map); }
        public sealed class Tensor(double value) { public double Value => value; }
        public static class Tree
        {
            public static string Show(IModel model)
            {
                var seen = new List<string>();
                model.Visit("", (path, tensor) => seen.Add($"{path}={tensor.Value}"));
                return string.Join(" ", seen);
            }

            public static T Double<T>(T model, List<string>? order = null) where T : IModel<T> =>
                model.Map("", (path, tensor) => { order?.Add(path); return new Tensor(2 * tensor.Value); });
        }
        """;

    public const string Lab = """
        namespace Ganglion.Lab;
        [AttributeUsage(AttributeTargets.Class)] public sealed class RecipeAttribute(string id) : Attribute { public string Id => id; }
        public abstract class Recipe
        {
            public abstract string Id { get; }
            public virtual IReadOnlyList<OptionInfo> OptionTable => [];
        }
        public sealed record RecipeEntry(string Id, Func<Recipe> Create, string File, int Line);
        public sealed record OptionInfo(string Name, string Summary, string Type, string Default, SearchRange? Range,
            IReadOnlyList<string> Choices, Func<object, string> Get, Func<object, string, object> Set);
        public sealed record SearchRange(double Min, double Max, bool Log);
        [AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
        public sealed class SearchAttribute(double min, double max) : Attribute
        {
            public double Min => min;
            public double Max => max;
            public bool Log { get; init; }
        }
        """;
}
