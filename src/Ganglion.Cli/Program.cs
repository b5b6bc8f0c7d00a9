using System.CommandLine;
using Ganglion.Cli;

// A first Ctrl-C asks for a stop, which leaves a run that can be resumed; there is time to write the checkpoint.
return await Root.Make().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
