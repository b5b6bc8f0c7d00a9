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
    public void Recorded_hashes_of_publishers_files_are_those_of_the_copies_here()
    {
        var compared = 0;
        foreach (var file in Datasets.All.SelectMany(k => k.Downloads.Select(d => (Set: k, Download: d))).Where(f => f.Download.Sha256 is not null))
        {
            if (TestData.Shared.Select(root => new DataFolder(Path.Combine(root, file.Set.Name)).Find(file.Download.File))
                .FirstOrDefault(f => f is not null) is not { } copy) continue;
            using var stream = DataFolder.OpenFile(copy);
            Assert.Equal(file.Download.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)));
            compared++;
        }

        if (compared == 0) Assert.Skip("None of the publishers' files is on this machine; set GANGLION_DATA.");
    }

    [Fact]
    public void What_ships_is_sound_small_and_opens()
    {
        string[] folders = [.. Directory.EnumerateDirectories(TestData.Shipped)];
        Assert.Contains(Path.Combine(TestData.Shipped, "cora"), folders);
        Assert.All(folders, folder =>
        {
            Assert.All(DataSource.Verify(folder), check => Assert.True(check.IsSound, $"{folder}/{check.File}: {check.Problem}"));
            var data = DataSource.Open(folder);
            Assert.NotEqual("not stated", data.Licence);
            Assert.NotEmpty(data.Source);
            Assert.NotEmpty(data.Description);
        });
        var bytes = Directory.EnumerateFiles(TestData.Shipped, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        Assert.InRange(bytes, 100_000, 10_000_000);
    }

    [Fact]
    public void Adults_test_labels_lose_their_full_stop_whatever_the_target()
    {
        var table = DataSource.Open(Path.Combine(TestData.Shipped, "adult"), new() { Target = "hours_per_week" }).Table;
        Assert.IsType<NumericColumn>(table.Target);
        Assert.Equal([12435, 3846], ((CategoricalColumn)table.Test!["income"]).Counts());
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
