using System.CommandLine;
using Ganglion.Cli;

var root = new RootCommand("Ganglion: neural networks as values. Fit published methods to your data, compare them honestly, keep and use the networks.")
{
    Common.Json, Common.Seed, Common.Threads, Common.Trace,
    FitVerb.Make(), PredictVerb.Make(), RecipesVerb.Make(), ShowVerb.Make(), ReproduceVerb.Make(), CompareVerb.Make(), DataVerb.Make(), DoctorVerb.Make(), NewVerb.Make(),
};

// A first Ctrl-C asks for a stop, which leaves a run that can be resumed; there is time to write the checkpoint.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
