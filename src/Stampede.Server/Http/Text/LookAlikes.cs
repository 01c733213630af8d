using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace Stampede.Server.Http;

/// <summary>What a text looks like, where letters of several alphabets are drawn alike.</summary>
internal static class LookAlikes
{
    // What follows each Latin letter is drawn like it in common fonts.
    private static readonly Dictionary<int, char> Same = Read(
        "AΑАᎪ BΒВᏴ CСϹᏟⅭ DᎠⅮ EΕЕᎬ FϜ GᏀԌ HΗНᎻ IΙІӀⅠ JЈᎫ KΚКᏦ LᏞⅬ MΜМᎷⅯ NΝ OΟОՕ PΡРᏢ QԚ RᎡᏒ SЅՏᏚ TΤТᎢ UՍ VѴᏙⅤ WԜᎳ XΧХⅩ YΥҮᎽ ZΖᏃ "
        + "aаɑ cсϲⅽ dԁⅾ eе gɡ hһհ iіιıⅰ jј lӏⅼǀ mⅿ nո oοоօ pрρ qԛ sѕ uυս vνѵⅴ wԝ xхⅹ yу");

    // Drawn nearly like it: enough to pass for it at a glance.
    private static readonly Dictionary<int, char> Near = Read(
        "aᴀ4@αⱥ bʙвьƀβ cᴄ¢ç dᴅđð eᴇ3€єëεҽ fꜰſ gɢ9 hʜнħ iɪ1!|lʟłíӏ jᴊ kᴋкκ mᴍм nɴппиηƞ oᴏ0øθðօ pᴘþ rʀгяɾ sꜱ5$§ tᴛт7†τŧ uᴜμц vᴠ wᴡѡω xχ× yʏγ¥ч zᴢ2");

    private static readonly HashSet<string> Titles = [.. Fold("operator", "operators", "administrator", "admin", "admins", "stampede", "support", "moderator")];
    private static readonly HashSet<string> Offices = [.. Fold("shop", "staff", "system", "official", "sysadmin", "root")];
    private static readonly HashSet<string> Fillers = [.. Fold("the", "team", "help", "desk", "service", "customer", "drop", "drops", "of", "a", "i")];

    /// <summary>Equal for texts that nobody can tell apart: labels of one drop, say. Case and accents can be seen, and stay.</summary>
    /// <param name="text">As <see cref="PlainText.Canonical"/> makes it.</param>
    public static string KeyOf(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (PlainText.IsIgnorable(rune.Value))
                continue;
            var plain = Undressed(rune.Value);
            key.Append(Same.TryGetValue(plain, out var latin) ? latin.ToString() : new Rune(plain).ToString());
        }

        return key.ToString();
    }

    /// <summary>Whether a name could pass for that of somebody who runs the shop, in whatever letters it is written.</summary>
    public static bool IsReserved(string name)
    {
        var words = name.Split([.. name.Where(character => !char.IsLetterOrDigit(character) && !char.IsSurrogate(character) && !char.IsSymbol(character)
            && character is not ('@' or '!' or '$' or '|' or '†' or '§') && CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)],
            StringSplitOptions.RemoveEmptyEntries);
        // With the digits around it and without: 0perator and operator1.
        string[][] readings = [[.. words.Select(Folded)], [.. words.Select(word => Folded(word.Trim([.. "0123456789"])))]];
        return readings.Any(reading => reading.Any(Titles.Contains) || IsMadeOfOffices(string.Concat(reading)));
    }

    /// <summary>Only words of those who run a shop, one at least that says so: "Shop", "The Shop Team", "s t a f f".</summary>
    private static bool IsMadeOfOffices(string text)
    {
        // How far the text can be read as such words; with one that says so among them.
        var reached = new bool[text.Length + 1];
        var named = new bool[text.Length + 1];
        reached[0] = true;
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var (word, names) in Titles.Concat(Offices).Select(word => (word, true)).Concat(Fillers.Select(word => (word, false))))
            {
                if (!reached[at] || string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
                    continue;
                reached[at + word.Length] = true;
                named[at + word.Length] |= names || named[at];
            }
        }

        return named[text.Length];
    }

    private static IEnumerable<string> Fold(params IEnumerable<string> words) => words.Select(Folded);

    /// <summary>Small Latin letters, each standing for all that look like it.</summary>
    private static string Folded(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var rune in ENSNormalize.NF.NFD(word).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark || PlainText.IsIgnorable(rune.Value))
                continue;
            var plain = Undressed(rune.Value);
            var latin = Same.TryGetValue(plain, out var same) ? new Rune(same) : new Rune(plain);
            var small = Rune.ToLowerInvariant(latin);
            folded.Append(Near.TryGetValue(small.Value, out var near) ? near.ToString() : small.ToString());
        }

        return folded.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>A letter or digit without its dress: full-width, mathematical, circled, squared.</summary>
    private static int Undressed(int rune) => rune switch
    {
        >= 0xFF01 and <= 0xFF5E => rune - 0xFEE0,
        >= 0x1D400 and <= 0x1D6A3 when (rune - 0x1D400) % 52 is var letter => letter < 26 ? 'A' + letter : 'a' + letter - 26,
        >= 0x1D7CE and <= 0x1D7FF => '0' + (rune - 0x1D7CE) % 10,
        >= 0x24B6 and <= 0x24CF => 'A' + rune - 0x24B6,
        >= 0x24D0 and <= 0x24E9 => 'a' + rune - 0x24D0,
        >= 0x1F130 and <= 0x1F149 => 'A' + rune - 0x1F130,
        >= 0x1F150 and <= 0x1F169 => 'A' + rune - 0x1F150,
        >= 0x1F170 and <= 0x1F189 => 'A' + rune - 0x1F170,
        _ => rune,
    };

    private static Dictionary<int, char> Read(string table)
    {
        var letters = new Dictionary<int, char>();
        foreach (var row in table.Split(' '))
        {
            foreach (var rune in row[1..].EnumerateRunes())
                letters.TryAdd(rune.Value, row[0]);
        }

        return letters;
    }
}
