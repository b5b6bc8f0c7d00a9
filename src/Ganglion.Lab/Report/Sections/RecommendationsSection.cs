namespace Ganglion.Lab.Report;

/// <summary>What a recommender says to a few people, and whether it only repeats what is popular.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Users">The people shown.</param>
public sealed record RecommendationsSection(string Title, IReadOnlyList<UserRecommendations> Users) : ReportSection(Title)
{
    /// <summary>Shares of recommendations and of interactions by popularity; empty for none.</summary>
    public IReadOnlyList<PopularityBucket> Popularity { get; init; } = [];

    internal override bool IsEmpty => Users.Count == 0 && Popularity.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<div class='users'>\n");
        foreach (var user in Users)
        {
            WriteUser(html, user);
        }

        html.Add($"</div>\n");
        if (Popularity.Count > 0)
        {
            html.Add($"<figure class='narrow'><figcaption>Popularity: share of interactions and of recommendations</figcaption>\n");
            var rows = Popularity.Select(b => new BarRow(b.Label, new Estimate(b.InteractionShare), new Estimate(b.RecommendationShare)));
            new BarChart("Popularity of recommended items", "share", [.. rows], v => Readable.Percent(v)).Write(html);
            Legend.Areas(html, ["interactions", "recommendations"]);
            html.Add($"</figure>\n");
        }
    }

    private static void WriteUser(HtmlText html, UserRecommendations user)
    {
        var hits = user.Items.Count(i => i.Hit);
        html.Add($"<article class='user'><h3>{user.User}</h3><p class='caption'>{hits} of {user.Items.Count} taken up later</p>\n");
        html.Add($"<h4>Lately</h4><ul class='chips'>");
        foreach (var item in user.History)
        {
            html.Add($"<li>{item}</li>");
        }

        html.Add($"</ul>\n<h4>Recommended</h4><ol class='ranked'>");
        foreach (var item in user.Items)
        {
            html.Add($"<li{(item.Hit ? " class='hit'" : ""):trusted}><span>{item.Name}</span>");
            html.Add($"{(item.Hit ? "<b title='taken up later'>✓ hit</b>" : ""):trusted}<i>{Readable.Number(item.Score, 3)}</i></li>");
        }

        html.Add($"</ol></article>\n");
    }
}

/// <summary>One person's recommendations.</summary>
/// <param name="User">Who it is.</param>
/// <param name="History">The last items taken up before the recommendation, latest first.</param>
/// <param name="Items">What was recommended, best first.</param>
public sealed record UserRecommendations(string User, IReadOnlyList<string> History, IReadOnlyList<RecommendedItem> Items);

/// <summary>A recommended item.</summary>
/// <param name="Name">The item's name.</param>
/// <param name="Score">The recommender's score.</param>
/// <param name="Hit">Whether the person took it up in the part held out.</param>
public sealed record RecommendedItem(string Name, double Score, bool Hit);

/// <summary>Items of similar popularity.</summary>
/// <param name="Label">Which they are, e.g. <c>most popular 1%</c>.</param>
/// <param name="InteractionShare">Their share of all interactions, 0 to 1.</param>
/// <param name="RecommendationShare">Their share of all recommendations, 0 to 1.</param>
public sealed record PopularityBucket(string Label, double InteractionShare, double RecommendationShare);
