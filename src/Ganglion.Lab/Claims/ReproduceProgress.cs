namespace Ganglion.Lab;

/// <summary>Something that happened while claims were reproduced.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Claim">The claim's name.</param>
/// <param name="Number">Which claim of the recipe, from 1.</param>
/// <param name="Count">How many claims the recipe has.</param>
public abstract record ReproduceEvent(string Recipe, string Claim, int Number, int Count);

/// <summary>A claim's experiment began.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Claim">The claim's name.</param>
/// <param name="Number">Which claim of the recipe, from 1.</param>
/// <param name="Count">How many claims the recipe has.</param>
public sealed record ClaimStarted(string Recipe, string Claim, int Number, int Count) : ReproduceEvent(Recipe, Claim, Number, Count);

/// <summary>A run inside a claim went on.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Claim">The claim's name.</param>
/// <param name="Number">Which claim of the recipe, from 1.</param>
/// <param name="Count">How many claims the recipe has.</param>
/// <param name="Share">The done share of all seeds of this method, 0 to 1.</param>
/// <param name="What">What goes on: <c>gcn on cora, seed 3 of 10: epoch 12/200</c>.</param>
public sealed record ClaimProgressed(string Recipe, string Claim, int Number, int Count, double Share, string What) : ReproduceEvent(Recipe, Claim, Number, Count);

/// <summary>A claim's experiment ended.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Claim">The claim's name.</param>
/// <param name="Number">Which claim of the recipe, from 1.</param>
/// <param name="Count">How many claims the recipe has.</param>
/// <param name="Record">What became of it.</param>
/// <param name="Kept">The record was there from an earlier session and nothing was run.</param>
public sealed record ClaimFinished(string Recipe, string Claim, int Number, int Count, ClaimRecord Record, bool Kept) : ReproduceEvent(Recipe, Claim, Number, Count);
