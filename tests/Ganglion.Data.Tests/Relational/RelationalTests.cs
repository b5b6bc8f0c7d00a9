namespace Ganglion.Data.Tests;

public sealed class RelationalTests : IDisposable
{
    private readonly TestData.Scratch _scratch = new();
    private readonly RelationalDatabase _shop = SyntheticShop.Make(customers: 20, products: 6, days: 120);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Keys_and_times_are_found_by_name_and_give_the_same_graph()
    {
        SyntheticShop.Write(_shop, _scratch.Path);
        var read = RelationalDatabase.Read(_scratch.Path);
        Assert.Equal(["customers: 20 rows, key id, time time", $"orders: {_shop["orders"].Rows.Rows} rows, key id, time time, customer_id points to customers, product_id points to products",
            "products: 6 rows, key id, time none"], read.Describe().Take(3));
        var (made, found) = (_shop.ToGraph(), read.ToGraph());
        foreach (var set in made.EdgeSets)
        {
            Assert.Equal(set.Columns, found[set.Type].Columns);
            Assert.Equal(set.Times!, found[set.Type].Times!);
        }

        Assert.Equal(["age", "region"], read["customers"].Features.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_declared_schema_is_followed_and_a_wrong_one_refused()
    {
        _scratch.Write("people.csv", "name,boss\nann,\nbob,ann\ncid,ann\n");
        _scratch.Write("schema.json", """{ "people": { "key": "name", "references": { "boss": "people" } } }""");
        var graph = RelationalDatabase.Read(_scratch.Path).ToGraph();
        Assert.Equal([1, 2], graph[new EdgeType("people", "boss", "people")].Neighbors(0).ToArray());
        _scratch.Write("schema.json", """{ "peple": { "key": "name" } }""");
        Assert.Contains("Did you mean 'people'?", Assert.Throws<DataException>(() => RelationalDatabase.Read(_scratch.Path)).Message, StringComparison.Ordinal);
        _scratch.Write("people.csv", "name,boss\nann,\nbob,zoe\n");
        _scratch.Write("schema.json", """{ "people": { "key": "name", "references": { "boss": "people" } } }""");
        Assert.Contains("line 3: found 'zoe' in column 'boss' of table 'people'; expected a key of table 'people'",
            Assert.Throws<DataException>(() => RelationalDatabase.Read(_scratch.Path).ToGraph()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_row_of_the_moment_or_later_is_ever_drawn_and_of_the_earlier_ones_the_latest()
    {
        var graph = _shop.ToGraph();
        var rng = new Rng(3);
        int[] customers = rng.Split("c").Integers(40, 20);
        double[] times = [.. rng.Split("t").Uniform([40], 20, 110, DType.F64).ToDoubles()];
        var drawn = new TimeSampler(graph, [4, 4, 4]).Sample("customers", customers, times);
        var seen = 0;
        for (var t = 0; t < graph.NodeSets.Count; t++)
        {
            var first = graph.NodeSets[t].Name == "customers" ? 40 : 0;      // the seeds themselves are asked about whenever they joined
            for (var i = first; i < drawn.Rows[t].Length; i++, seen++) Assert.True(graph.NodeSets[t].Times![drawn.Rows[t][i]] < times[drawn.Seeds[t][i]]);
        }

        Assert.True(seen > 100);
        var orders = Enumerable.Range(0, graph.NodeSets.Count).First(t => graph.NodeSets[t].Name == "orders");
        var bought = graph.EdgeSets.ToList().FindIndex(e => e.Type == new EdgeType("orders", "customer_id", "customers"));
        for (var s = 0; s < 40; s++)
        {
            int[] own = [.. drawn.Edges[bought].Row(s).ToArray().Select(i => drawn.Rows[orders][i])];
            int[] known = [.. graph.EdgeSets[bought].Neighbors(customers[s]).ToArray().Where(o => graph["orders"].Times![o] < times[s])];
            Assert.Equal(known.TakeLast(4).Order(), own.Order());
        }
    }

    [Fact]
    public void Rows_of_the_future_change_nothing_that_is_drawn()
    {
        var past = _shop.Before(60);
        int[] customers = [.. Enumerable.Range(0, past["customers"].Rows.Rows)];
        double[] times = [.. customers.Select(_ => 60.0)];
        var (all, some) = (new TimeSampler(_shop.ToGraph(), [5, 5, 5]).Sample("customers", customers, times), new TimeSampler(past.ToGraph(), [5, 5, 5]).Sample("customers", customers, times));
        Assert.True(past["orders"].Rows.Rows < _shop["orders"].Rows.Rows);
        Assert.Equal(some.Rows.SelectMany(r => r), all.Rows.SelectMany(r => r));
        Assert.Equal(some.Edges.SelectMany(e => e.ColumnIds.Span.ToArray()), all.Edges.SelectMany(e => e.ColumnIds.Span.ToArray()));
    }
}
