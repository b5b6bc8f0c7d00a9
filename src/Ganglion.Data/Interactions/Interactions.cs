namespace Ganglion.Data;

/// <summary>What users did with items: one entry an event; immutable. Arrays are kept, not copied: do not change them afterwards.</summary>
public sealed class Interactions
{
    /// <summary>Makes the log.</summary>
    /// <param name="users">The user of each event: <c>[events]</c>.</param>
    /// <param name="items">The item of each event: <c>[events]</c>.</param>
    /// <param name="userCount">Number of users.</param>
    /// <param name="itemCount">Number of items.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a user or item is outside its count.</exception>
    public Interactions(int[] users, int[] items, int userCount, int itemCount)
    {
        if (users.Length != items.Length) throw new ArgumentException($"{users.Length} users and {items.Length} items do not fit.");
        for (var i = 0; i < users.Length; i++)
        {
            if ((uint)users[i] >= (uint)userCount || (uint)items[i] >= (uint)itemCount)
                throw new ArgumentException($"Event {i} joins user {users[i]} of {userCount} and item {items[i]} of {itemCount}.");
        }

        (Users, Items, UserCount, ItemCount) = (users, items, userCount, itemCount);
    }

    /// <summary>Number of events.</summary>
    public int Count => Users.Length;

    /// <summary>Number of users.</summary>
    public int UserCount { get; }

    /// <summary>Number of items.</summary>
    public int ItemCount { get; }

    /// <summary>The user of each event: <c>[events]</c>.</summary>
    public int[] Users { get; }

    /// <summary>The item of each event: <c>[events]</c>.</summary>
    public int[] Items { get; }

    /// <summary>The rating of each event; null when there are none.</summary>
    public float[]? Ratings { get; init => field = Fit(value); }

    /// <summary>
    /// The time of each event: seconds since 1970, or the position in the user's sequence when only the order is known; null when neither is.
    /// </summary>
    public long[]? Times { get; init => field = Fit(value); }

    /// <summary>The users' names as they were; empty when the numbers are the names.</summary>
    public IReadOnlyList<string> UserNames { get; init; } = [];

    /// <summary>The items' names as they were; empty when the numbers are the names.</summary>
    public IReadOnlyList<string> ItemNames { get; init; } = [];

    /// <summary>A validation part that came with the data, with the same users and items.</summary>
    public Interactions? Validation { get; init => field = Same(value); }

    /// <summary>A test part that came with the data, with the same users and items.</summary>
    public Interactions? Test { get; init => field = Same(value); }

    /// <summary>
    /// Items drawn beforehand to rank each test event against, in the order of <see cref="Test"/>; null when the protocol ranks all items.
    /// </summary>
    public IReadOnlyList<int[]>? TestNegatives { get; init; }

    /// <summary>Share of the user-item pairs that have an event.</summary>
    public double Density => UserCount == 0 || ItemCount == 0 ? 0 : Count / ((double)UserCount * ItemCount);

    /// <summary>These events only, in this order, with the same users and items; predefined parts are left behind.</summary>
    public Interactions Select(ReadOnlySpan<int> events)
    {
        var (users, items) = (new int[events.Length], new int[events.Length]);
        var ratings = Ratings is null ? null : new float[events.Length];
        var times = Times is null ? null : new long[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            (users[i], items[i]) = (Users[events[i]], Items[events[i]]);
            ratings?[i] = Ratings![events[i]];
            times?[i] = Times![events[i]];
        }

        return new(users, items, UserCount, ItemCount) { Ratings = ratings, Times = times, UserNames = UserNames, ItemNames = ItemNames };
    }

    /// <summary>The distinct items of each user, ascending, as CSR: where each user begins <c>[users + 1]</c>, and the items.</summary>
    public (int[] RowPointers, int[] Items) ByUser()
    {
        var keys = new long[Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((long)Users[i] << 32) | (uint)Items[i];
        Array.Sort(keys);
        var (pointers, items, last) = (new int[UserCount + 1], new List<int>(Count), -1L);
        foreach (var key in keys)
        {
            if (key == last) continue;
            last = key;
            items.Add((int)key);
            pointers[(int)(key >> 32) + 1]++;
        }

        for (var u = 0; u < UserCount; u++) pointers[u + 1] += pointers[u];
        return (pointers, [.. items]);
    }

    private T[]? Fit<T>(T[]? values) =>
        values is null || values.Length == Count ? values : throw new ArgumentException($"There are {values.Length} values for {Count} events.");

    private Interactions? Same(Interactions? part) => part is null || (part.UserCount == UserCount && part.ItemCount == ItemCount)
        ? part : throw new ArgumentException("A part has other users or items than the whole.");
}
