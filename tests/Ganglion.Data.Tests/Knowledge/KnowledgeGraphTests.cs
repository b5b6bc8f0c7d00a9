namespace Ganglion.Data.Tests.Knowledge;

public sealed class KnowledgeGraphTests : IDisposable
{
    private readonly TestData.Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Train = "ann\tmother\tbob\nbob\tchild\tann\nann\tmother\tcid\ncid\tchild\tann\nbob\tsibling\tcid\ncid\tsibling\tbob\n";

    private KnowledgeGraph Open(string valid, string test, string train = Train)
    {
        _folder.Write("train.txt", train);
        _folder.Write("valid.txt", valid);
        _folder.Write("test.txt", test);
        return DataSource.Open(_folder.Path).KnowledgeGraph;
    }

    [Fact]
    public void A_folder_of_triples_is_recognised_and_numbered_as_names_appear()
    {
        var graph = Open("bob\tchild\tann\n", "cid\tchild\tann\n");
        Assert.Equal(["ann", "bob", "cid"], graph.EntityNames);
        Assert.Equal(["mother", "child", "sibling"], graph.RelationNames);
        Assert.Equal(new Triple(0, 0, 1), graph.Train[0]);
        Assert.Equal([new Triple(2, 1, 0)], graph.Test);
    }

    [Fact]
    public void Commas_and_blanks_separate_as_well()
    {
        Assert.Equal(6, Open("bob,child,ann\n", "cid,child,ann\n", Train.Replace('\t', ',')).Train.Length);
        Assert.Equal(6, Open("bob child ann\n", "cid child ann\n", Train.Replace('\t', ' ')).Train.Length);
    }

    [Fact]
    public void An_entity_that_training_has_not_is_named_with_its_line()
    {
        var error = Assert.Throws<DataException>(() => Open("bob\tchild\tann\nbobb\tchild\tann\n", "cid\tchild\tann\n"));
        Assert.Equal((2, 1), (error.Line, error.Column));
        Assert.Contains("'bobb', which no training triple has", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'bob'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_split_may_hold_entities_that_training_has_not_but_no_such_relation()
    {
        _folder.Write("train.txt", Train);
        _folder.Write("test.txt", "dan\tchild\tann\n");
        Assert.Equal(4, KnowledgeGraphReader.Read(_folder.Path, allowUnseen: true).Entities);
        _folder.Write("test.txt", "cid\tuncle\tann\n");
        Assert.Contains("the relation 'uncle'", Assert.Throws<DataException>(() => KnowledgeGraphReader.Read(_folder.Path, true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_three_fields_and_an_empty_file_are_errors()
    {
        Assert.Contains("2 fields", Assert.Throws<DataException>(() => Open("bob\tchild\n", "cid\tchild\tann\n")).Message, StringComparison.Ordinal);
        Assert.Contains("4 fields", Assert.Throws<DataException>(() => Open("bob\tchild\tann\tx\n", "")).Message, StringComparison.Ordinal);
        Assert.Contains("an empty file", Assert.Throws<DataException>(() => Open("bob\tchild\tann\n", "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_entities_closes_the_vocabulary()
    {
        _folder.Write("entities.txt", "cid\nbob\nann\ndan\n");
        var graph = Open("dan\tchild\tann\n", "cid\tchild\tann\n");
        Assert.Equal(["cid", "bob", "ann", "dan"], graph.EntityNames);
        Assert.Contains("one of those that entities.txt lists", Assert.Throws<DataException>(() => Open("eve\tchild\tann\n", "cid\tchild\tann\n")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Triples_turned_round_are_a_leak_that_is_told()
    {
        var facts = DataSource.Describe(new("x", DataForm.KnowledgeGraph, Open("bob\tchild\tann\n", "bob\tsibling\tcid\nann\tmother\tbob\n")))
            .ToDictionary(f => f.Name);
        Assert.Equal("1 pairs, and 1 symmetric relations", facts["inverse relations"].Text);
        Assert.Equal(1, facts["inverse leakage"].Number);
        Assert.Contains("WARNING", facts["inverse leakage"].Text, StringComparison.Ordinal);
        Assert.Equal("1 1-1, 1 1-N, 1 N-1, 0 N-N", facts["relations by kind"].Text);
        Assert.Equal(3, facts["held-out triples in train"].Number);
    }

    [Fact]
    public void Without_inverse_relations_there_is_no_warning()
    {
        var data = TestData.OpenOrSkip("fb15k-237");
        var facts = DataSource.Describe(data).ToDictionary(f => f.Name);
        Assert.True(facts["inverse leakage"].Number < 0.1, facts["inverse leakage"].Text);
        Assert.DoesNotContain("WARNING", facts["inverse leakage"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_with_ratings_is_not_taken_for_triples()
    {
        _folder.Write("train.tsv", "user\titem\trating\n1\t10\t5\n2\t10\t4\n");
        _folder.Write("test.tsv", "user\titem\trating\n1\t11\t5\n");
        Assert.Equal(DataForm.Interactions, DataSource.Open(_folder.Path).Form);
    }
}
