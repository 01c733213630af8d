using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Postgres.Notices;

/// <summary>A node has taken a drop from one version to another.</summary>
/// <param name="From">The first new version.</param>
/// <param name="HasHolds">Something happened to holds: their owners, wherever they are connected, want to hear of it.</param>
/// <param name="IsMissed">Of this node alone: it knows a later version, and never told of these.</param>
internal readonly record struct Notice(DropId Drop, long From, long To, bool HasHolds, bool IsMissed = false)
{
    /// <summary>What NOTIFY takes, less one: it wants it shorter than 8000 bytes.</summary>
    public const int PayloadBytesMax = 7_999;

    private const char Between = ';';

    public static Notice Of(Commit commit) => new(
        commit.View.Id,
        commit.Movements.Count == 0 ? commit.View.Version : commit.Movements[0].Version,
        commit.View.Version,
        commit.Movements.Any(movement => movement.Hold is not null));

    public Notice With(Notice other) =>
        new(Drop, Math.Min(From, other.From), Math.Max(To, other.To), HasHolds || other.HasHolds, IsMissed || other.IsMissed);

    /// <summary>As few payloads as hold them all: <c>node;drop,from,to,x;drop,…</c></summary>
    public static List<string> ToPayloads(string node, IEnumerable<Notice> notices)
    {
        var payloads = new List<string>();
        var payload = new StringBuilder(node);
        foreach (var notice in notices)
        {
            var text = notice.ToString();
            if (payload.Length + 1 + text.Length > PayloadBytesMax)
            {
                payloads.Add(payload.ToString());
                payload.Clear().Append(node);
            }

            payload.Append(Between).Append(text);
        }

        if (payload.Length > node.Length)
            payloads.Add(payload.ToString());
        return payloads;
    }

    /// <summary>What is not understood, from a newer version perhaps, is left out: the poll finds what it told of.</summary>
    public static List<Notice> FromPayload(string payload, string ownNode)
    {
        var parts = payload.Split(Between);
        var notices = new List<Notice>();
        if (parts[0] == ownNode)
            return notices;
        foreach (var part in parts.AsSpan(1))
        {
            if (TryParse(part, out var notice))
                notices.Add(notice);
        }

        return notices;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Base64Url.EncodeToString(Drop.Value.ToByteArray())},{From},{To}{(HasHolds ? ",x" : "")}");

    private static bool TryParse(string text, out Notice notice)
    {
        notice = default;
        var fields = text.Split(',');
        Span<byte> id = stackalloc byte[16];
        if (fields.Length < 3 || Base64Url.DecodeFromChars(fields[0], id, out _, out var length) != OperationStatus.Done || length != id.Length
            || !long.TryParse(fields[1], CultureInfo.InvariantCulture, out var from) || !long.TryParse(fields[2], CultureInfo.InvariantCulture, out var to))
            return false;
        notice = new Notice(new DropId(new Guid(id)), from, to, fields.AsSpan(3).Contains("x"));
        return true;
    }
}
