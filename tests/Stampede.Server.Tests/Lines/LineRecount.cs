using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Stampede.Server.Tests.Lines;

/// <summary>Counts a line's serving afresh from its rows, with nothing of the server's own: the order by hash, and each offer in the ledger's order.</summary>
internal static class LineRecount
{
    private sealed record Person(Guid Entry, Guid[] Preferences, int Quantity, long Joined, long? Missed, long? Left);

    private sealed record Step(string Kind, int Available, Guid Variant, int Quantity, Guid? Entry, int? Place, int? Choice, bool IsClaimed);

    /// <summary>Fails where a place was served twice, or by somebody else, or where somebody before it could have had something.</summary>
    /// <returns>Offers that were made.</returns>
    public static async Task<int> OffersAsync(NpgsqlDataSource rows, string drop)
    {
        var (seed, closed, isSealedAt) = await ReadAsync(rows, $"""
            select line ->> 'seed', (line ->> 'closedSize')::bigint, (line ->> 'sealedSize')::bigint from drop where id = '{drop}'
            """, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2))) is [var only] ? only : throw new InvalidDataException("no line");
        var people = await ReadAsync(rows, $"""
            select entry_id, preferences, quantity, joined_index, missed_index, least(withdrawn_index, excluded_index) from line_entry where drop_id = '{drop}' order by seq
            """, row => new Person(
                row.GetGuid(0), row.GetFieldValue<Guid[]>(1), row.GetInt32(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5)));
        var shuffled = people.Where(person => person.Joined < closed && !(person.Left < isSealedAt)).OrderBy(person => Ticket(seed, person.Entry), StringComparer.Ordinal);
        var behind = people.SelectMany(person => Behind(person, closed).Select(index => (index, person))).OrderBy(one => one.index).Select(one => one.person);
        Person[] places = [.. shuffled.Concat(behind)];
        var left = places.Select(place => place.Preferences.Length).ToArray();

        var free = (await ReadAsync(rows, $"""
            select v.id, v.available + v.held + v.sold from variant v where v.drop_id = '{drop}'
            """, row => (row.GetGuid(0), row.GetInt32(1)))).ToDictionary();
        var steps = await ReadAsync(rows, $"""
            select m.kind, k.available, m.variant_id, m.quantity, r.entry_id, r.line_place, r.line_choice::integer, r.claimed_until is not null
            from movement m join movement_kind k on k.kind = m.kind join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id
            where m.drop_id = '{drop}' order by m.version
            """, row => new Step(
                row.GetString(0), row.GetInt32(1), row.GetGuid(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetGuid(4), row.IsDBNull(5) ? null : row.GetInt32(5),
                row.IsDBNull(6) ? null : row.GetInt32(6), row.GetBoolean(7)));
        var (offers, served) = (0, new HashSet<(int, Guid)>());
        foreach (var step in steps)
        {
            if (step is { Kind: "offered", Place: { } place })
            {
                offers++;
                served.Add((place, step.Variant)).ShouldBeTrue($"place {place} is offered the same twice");
                places[place - 1].Entry.ShouldBe(step.Entry!.Value, $"somebody else stands at place {place}");
                for (var before = 1; before < place; before++)
                    Could(before).ShouldBeFalse($"place {place} is served, and place {before} is passed over");
                left[place - 1] = 0;
            }

            if (step is { Kind: "cancelled", Place: { } declined, Choice: > 0 and var choice, IsClaimed: false })
                left[declined - 1] = choice;
            free[step.Variant] += step.Available * step.Quantity;
        }

        return offers;

        bool Could(int place) => places[place - 1] is var person && person.Left is null && person.Preferences.Take(left[place - 1]).Any(variant => free[variant] >= person.Quantity);
    }

    private static IEnumerable<long> Behind(Person person, long closed)
    {
        if (person.Joined >= closed)
            yield return person.Joined;
        if (person.Missed is { } missed)
            yield return missed;
    }

    private static string Ticket(string seed, Guid entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"stampede.ticket/v1\n{seed}\n{entry:n}\n")));

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource rows, string sql, Func<NpgsqlDataReader, T> read)
    {
        var all = new List<T>();
        await using var command = rows.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            all.Add(read(reader));
        return all;
    }
}
