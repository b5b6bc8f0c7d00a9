using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

public sealed partial class RelationalDeepLearning
{
    /// <summary>The made-up shop with its graph, and the features that a person would make of it.</summary>
    internal sealed class ShopData
    {
        /// <summary>Days in which an order is to be foreseen.</summary>
        public const int Window = 30;

        private readonly Dictionary<int, Tensor> _encoded = [];
        private readonly List<(int Other, double Day, double Value)>[] _orders, _reviews, _ratings;
        private readonly double[] _joined, _age;
        private readonly int[] _region;

        public ShopData(RelationalDatabase database, double last)
        {
            (Database, Last, Graph) = (database, last, database.ToGraph());
            double[] price = Values("products", "price");
            (_joined, _age, _region) = (Values("customers", "time"), Values("customers", "age"), ((CategoricalColumn)database["customers"].Rows["region"]).Codes);
            (_orders, _reviews, _ratings) = (Lists(_joined.Length), Lists(_joined.Length), Lists(price.Length));
            var (buyer, bought, day, quantity) = (Values("orders", "customer_id"), Values("orders", "product_id"), Values("orders", "time"), Values("orders", "quantity"));
            for (int o = 0; o < buyer.Length; o++) _orders[(int)buyer[o]].Add(((int)bought[o], day[o], quantity[o] * price[(int)bought[o]]));
            var (writer, about, when, rating) = (Values("reviews", "customer_id"), Values("reviews", "product_id"), Values("reviews", "time"), Values("reviews", "rating"));
            for (int r = 0; r < writer.Length; r++)
            {
                _reviews[(int)writer[r]].Add(((int)about[r], when[r], rating[r]));
                _ratings[(int)about[r]].Add(((int)writer[r], when[r], rating[r]));
            }
        }

        public RelationalDatabase Database { get; }

        public HeteroGraph Graph { get; }

        /// <summary>The first day that only the test asks about.</summary>
        public double Last { get; }

        /// <summary>Every customer of each of these days, and whether an order follows within the window.</summary>
        public Questions Ask(params double[] days)
        {
            var asked = days.SelectMany(d => Enumerable.Range(0, _joined.Length).Where(c => _joined[c] < d).Select(c => (Customer: c, Day: d))).ToArray();
            return new([.. asked.Select(a => a.Customer)], [.. asked.Select(a => a.Day)], [.. asked.Select(a => _orders[a.Customer].Any(o => o.Day >= a.Day && o.Day < a.Day + Window) ? 1 : 0)]);
        }

        /// <summary>Rows of a table as a network reads them; made once, since all networks of a shop encode alike.</summary>
        public Tensor Encoded(int table, TableEncoder encoder) =>
            _encoded.TryGetValue(table, out var known) ? known : _encoded[table] = encoder.Encode(Database.Tables[table].Features).Dense;

        /// <summary>
        /// Features for boosted trees, row-major: of the customer's own row; with a reach of 1 counts, sums, means and ages of its orders and reviews; with 2
        /// also how all reviews known by then rate what it bought.
        /// </summary>
        public float[] ByHand(Questions asked, int reach) => [.. asked.Customers.Zip(asked.Times).SelectMany(q => Row(q.First, q.Second, reach))];

        private IEnumerable<float> Row(int customer, double now, int reach)
        {
            yield return (float)_age[customer];
            yield return _region[customer];
            yield return (float)(now - _joined[customer]);
            if (reach == 0) yield break;
            foreach (var events in (List<(int Other, double Day, double Value)>[])[_orders[customer], _reviews[customer]])
            {
                var known = events.Where(e => e.Day < now).ToArray();
                yield return known.Length;
                yield return known.Count(e => e.Day >= now - 30);
                yield return known.Count(e => e.Day >= now - 90);
                yield return (float)known.Sum(e => e.Value);
                yield return known.Length == 0 ? float.NaN : (float)known.Average(e => e.Value);
                yield return known.Length == 0 ? float.NaN : (float)known[^1].Value;
                yield return known.Length == 0 ? float.NaN : (float)(now - known[^1].Day);
            }
            if (reach == 1) yield break;
            foreach (int last in (int[])[1, 3, 8])
            {
                double[] means = [.. _orders[customer].Where(o => o.Day < now).TakeLast(last).Select(o => _ratings[o.Other].Where(r => r.Day < now).ToArray())
                    .Where(r => r.Length > 0).Select(r => r.Average(x => x.Value))];
                yield return means.Length == 0 ? float.NaN : (float)means.Average();
            }
        }

        private static List<(int, double, double)>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<(int, double, double)>())];

        private double[] Values(string table, string column) => ((NumericColumn)Database[table].Rows[column]).Values;
    }
}
