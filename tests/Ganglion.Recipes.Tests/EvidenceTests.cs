using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

/// <summary>The committed evidence is about the recipes as they are.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void Every_record_is_of_a_claim_that_a_recipe_makes_today()
    {
        var records = new RecordStore(Path.Combine(Root(), "evidence")).All();
        if (records.Count == 0) Assert.Skip("There is no evidence yet.");
        var book = new RecipeBook(RecipeTable.All);
        foreach (var record in records)
        {
            Assert.True(book.Ids.Contains(record.Recipe), $"evidence/{record.Recipe}: there is no such recipe any more. Delete the folder.");
            var claim = book[record.Recipe].Claims.FirstOrDefault(c => c.Name == record.Claim);
            Assert.True(claim is not null, $"evidence/{record.Recipe}/{record.Claim}.json: the recipe makes no such claim any more. Delete the file.");
            Assert.True(claim.Statement == record.Statement, $"evidence/{record.Recipe}/{record.Claim}.json: the claim now says something else. Run `ganglion reproduce {record.Recipe}`.");
            Assert.True(record.Budget != Budget.Smoke, $"evidence/{record.Recipe}/{record.Claim}.json: a smoke run is no evidence.");
            Assert.Equal(record.Paper.Catalogue, book[record.Recipe].Paper.Catalog);
        }
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent) if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds Ganglion.slnx.");
    }
}
