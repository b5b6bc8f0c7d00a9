namespace Ganglion.Lab;

public sealed partial class Run
{
    /// <summary>How many steps a training of this many epochs takes in this run: what a schedule of the learning rate must know.</summary>
    /// <param name="epochs">Of the full training; a run of lower <see cref="Fidelity"/> makes fewer.</param>
    /// <param name="items">Training items; 0 for one step an epoch.</param>
    /// <param name="batchSize">Items in a step.</param>
    public long Steps(int epochs, int items = 0, int batchSize = 1) =>
        Math.Max(1, (long)Math.Round(epochs * Fidelity)) * Math.Max(1, (items + batchSize - 1L) / batchSize);
}
