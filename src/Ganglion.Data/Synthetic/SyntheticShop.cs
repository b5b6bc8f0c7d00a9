using System.Globalization;
using System.Text;

namespace Ganglion.Data;

/// <summary>
/// A made-up shop as a database of four tables: customers, products, orders, reviews, with times in days. Products differ in a quality that no column
/// holds; reviews tell it with noise. The better the last products a customer bought, the more often that customer orders: what decides lies three keys
/// away, in reviews that others wrote.
/// </summary>
public static class SyntheticShop
{
    private const int Remembered = 3;

    /// <summary>Makes the database from a seed: the same seed gives the same rows everywhere.</summary>
    /// <param name="customers">Number of customers.</param>
    /// <param name="products">Number of products.</param>
    /// <param name="days">Days that the shop runs.</param>
    /// <param name="effect">How much the quality of what was bought moves the rate of orders, as an exponent; 0 plants nothing.</param>
    /// <param name="seed">What the rows depend on.</param>
    public static RelationalDatabase Make(int customers = 600, int products = 100, int days = 360, double effect = 1.2, ulong seed = 0)
    {
        var random = new SplitMix(seed);
        var (makers, buyers) = (random.Split(1), random.Split(2));
        double[] quality = [.. Enumerable.Range(0, products).Select(_ => makers.Normal())], price = [.. Enumerable.Range(0, products).Select(_ => Math.Round(Math.Exp(2.5 + (0.6 * makers.Normal())), 2))];
        double[] joined = [.. Enumerable.Range(0, customers).Select(_ => Math.Floor(buyers.Uniform() * days / 4))], age = [.. Enumerable.Range(0, customers).Select(_ => Math.Round(20 + (50 * buyers.Uniform())))];
        var (orders, reviews) = (new List<(int Customer, int Product, double Day, double Quantity)>(), new List<(int Customer, int Product, double Day, double Rating)>());
        for (var c = 0; c < customers; c++)
        {
            var life = random.Split(1000 + (ulong)c);
            var bought = new List<int>();
            for (var day = joined[c] + 1; day < days; day++)
            {
                var content = bought.TakeLast(Remembered).Select(p => quality[p]).DefaultIfEmpty(0).Average();
                var rate = 0.025 * Math.Exp((effect * content) + (0.01 * (age[c] - 45)));
                if (life.Uniform() >= Math.Min(rate, 0.3)) continue;
                var product = life.Below(products);
                bought.Add(product);
                orders.Add((c, product, day, 1 + life.Below(3)));
                if (life.Uniform() < 0.4) reviews.Add((c, product, Math.Min(days, day + 1 + life.Below(5)), Math.Clamp(Math.Round(3 + quality[product] + (0.8 * life.Normal())), 1, 5)));
            }
        }

        var placed = orders.OrderBy(o => o.Day).ThenBy(o => o.Customer).ToArray();
        var written = reviews.OrderBy(r => r.Day).ThenBy(r => r.Customer).ToArray();
        return new(
        [
            new("customers", new([Numbers("id", Enumerable.Range(0, customers)), new NumericColumn("age", age), Words("region", customers, i => "north south east west".Split(' ')[i % 4]), new NumericColumn("time", joined)]))
                { Key = "id", Time = "time" },
            new("products", new([Numbers("id", Enumerable.Range(0, products)), new NumericColumn("price", price), Words("category", products, i => $"kind {i % 5}")])) { Key = "id" },
            new("orders", new([Numbers("id", Enumerable.Range(0, placed.Length)), Numbers("customer_id", placed.Select(o => o.Customer)), Numbers("product_id", placed.Select(o => o.Product)),
                new NumericColumn("quantity", [.. placed.Select(o => o.Quantity)]), new NumericColumn("time", [.. placed.Select(o => o.Day)])]))
                { Key = "id", Time = "time", References = [new("customer_id", "customers"), new("product_id", "products")] },
            new("reviews", new([Numbers("id", Enumerable.Range(0, written.Length)), Numbers("customer_id", written.Select(r => r.Customer)), Numbers("product_id", written.Select(r => r.Product)),
                new NumericColumn("rating", [.. written.Select(r => r.Rating)]), new NumericColumn("time", [.. written.Select(r => r.Day)])]))
                { Key = "id", Time = "time", References = [new("customer_id", "customers"), new("product_id", "products")] },
        ]);
    }

    /// <summary>Writes each table as a CSV file; nothing says what its keys are but their names.</summary>
    public static void Write(RelationalDatabase database, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var table in database.Tables)
        {
            var text = new StringBuilder().AppendJoin(',', table.Rows.Columns.Select(c => c.Name)).Append('\n');
            for (var row = 0; row < table.Rows.Rows; row++) text.AppendJoin(',', table.Rows.Columns.Select(c => c.Format(row))).Append('\n');
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{table.Name}.csv")), text.ToString());
        }
    }

    private static NumericColumn Numbers(string name, IEnumerable<int> values) => new(name, [.. values.Select(v => (double)v)]);

    private static CategoricalColumn Words(string name, int count, Func<int, string> word) => CategoricalColumn.From(name, [.. Enumerable.Range(0, count).Select(word)]);
}
