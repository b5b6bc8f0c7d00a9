using Ganglion.Lab.Report;

namespace Ganglion.Lab;

/// <summary>Fills the report's sections from a finished fit.</summary>
internal sealed partial class ReportBuilder(LearningTask task, FitOptions options, FitResult result, IReadOnlyList<(string Name, FittedNetwork Network)> networks, Tensor answers)
{
    public ReportDocument Build() => new($"{result.Task} on {result.Data}", result.Description, [], []);
}
