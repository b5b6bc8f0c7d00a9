using System.CommandLine;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Cli;

/// <summary><c>predict NETWORK DATA</c>: what a kept network says about data.</summary>
internal static class PredictVerb
{
    public static Command Make()
    {
        var network = new Argument<string>("network") { Description = "The folder of a kept network, or of a finished run (its best)." };
        var data = new Argument<string>("data") { Description = "A data set's name, a folder or a file, of the form it was fitted to." };
        var to = new Option<string?>("--out") { Description = "A CSV file to write; default: standard output." };
        return new Command("predict", "Predict with a kept network.") { network, data, to, Profile.Option }.Does(parse =>
        {
            var kept = KeptNetwork.Load(parse.GetRequiredValue(network), Shell.Book);
            var inputs = DataSource.Open(parse.GetRequiredValue(data));
            var predictions = Profile.Under(parse.GetValue(Profile.Option), json: true, () => kept.Predict(inputs));  // standard output holds the predictions
            if (parse.GetValue(to) is { } file)
            {
                string part = file + ".part";
                using (var writer = new StreamWriter(part)) predictions.WriteCsv(writer);
                File.Move(part, file, overwrite: true);
                Console.Error.WriteLine($"{predictions.Count} predictions written to {file}");
            }
            else if (parse.GetValue(Shell.Json)) { using var stream = Console.OpenStandardOutput(); predictions.WriteJson(stream); }
            else predictions.WriteCsv(Console.Out);
            return Shell.Ok;
        });
    }
}
