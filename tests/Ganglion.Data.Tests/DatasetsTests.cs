using System.Reflection;

namespace Ganglion.Data.Tests;

public sealed class DatasetsTests
{
    public static TheoryData<string> Registered =>
        [.. Datasets.All.SelectMany(k => k.Members.Select(m => $"{k.Name}/{m}").Concat(k.Load is not null ? [k.Name] : Array.Empty<string>()))];

    [Fact]
    public void Every_property_is_registered_once_with_names_of_its_own()
    {
        var properties = typeof(Datasets).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(KnownDataSet));
        Assert.Equal(properties.Select(p => ((KnownDataSet)p.GetValue(null)!).Name).Order(StringComparer.Ordinal), Datasets.All.Select(k => k.Name));
        string[] names = [.. Datasets.All.SelectMany(k => k.FolderNames)];
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Theory]
    [MemberData(nameof(Registered))]
    public void A_registered_set_has_the_statistics_it_claims(string name)
    {
        var known = Datasets.All.Single(k => k.IsNamed(name.Split('/')[0]));
        var data = TestData.OpenOrSkip(name);
        Assert.Equal(known.Form, data.Form);
        Assert.Equal(name, data.Name);
        var facts = DataSource.Describe(data).ToDictionary(f => f.Name, f => f.Number);
        var expected = name.Contains('/') ? known.Member(name.Split('/')[1]).Statistics : known.Expected;
        Assert.NotEmpty(expected);
        Assert.All(expected, e => Assert.Equal(e.Value, facts[e.Key], 2));
        Assert.Equal(64, data.Sha256.Length);
    }

    [Fact]
    public void The_list_shows_every_shared_folder_with_form_size_and_licence()
    {
        if (TestData.Shared is not [var shared, ..]) { Assert.Skip("No further data sets on this machine; set GANGLION_DATA."); return; }
        var list = DataSource.List(TestData.Options).ToDictionary(i => i.Name);
        Assert.All(Directory.EnumerateDirectories(shared).Select(Path.GetFileName), folder =>
        {
            var info = list[folder!];
            Assert.True(info.Bytes > 0);
            Assert.NotEmpty(info.Licence);
            Assert.NotEmpty(info.Title);
        });
    }

    [Fact]
    public void What_cannot_be_opened_yet_says_why_and_nothing_else_fails()
    {
        if (TestData.Shared.Length == 0) Assert.Skip("No further data sets on this machine; set GANGLION_DATA.");
        foreach (var info in DataSource.List(TestData.Options).Where(i => !i.IsRegistered))
        {
            var error = Assert.Throws<DataException>(() => DataSource.Open(info.Name, TestData.Options));
            Assert.Contains(info.Form.ToString(), error.Message, StringComparison.Ordinal);
        }
    }
}
