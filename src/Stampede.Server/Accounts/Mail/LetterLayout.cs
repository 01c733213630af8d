using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Stampede.Server.Accounts;

/// <summary>What a letter says, whatever it looks like.</summary>
/// <param name="Greeting">With the reader's name only where the address is known to be theirs: nobody writes to strangers through this shop.</param>
internal sealed record LetterContent(string Subject, string Greeting, IReadOnlyList<string> Paragraphs)
{
    /// <summary>The shop's, between the greeting and the rest. Null: it says nothing of its own.</summary>
    public string? OwnWords { get; init; }

    /// <summary>What is said first: the greeting and the paragraphs.</summary>
    public IEnumerable<string> Beginning => OwnWords is null ? Paragraphs.Prepend(Greeting) : [Greeting, OwnWords, .. Paragraphs.Select(AsSentence)];

    public IReadOnlyList<(string Label, string Value)> Rows { get; init; } = [];

    public (string Words, string Url)? Button { get; init; }

    /// <summary>Below the button.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Ends what the letter comes of, by a POST of nothing. Null: it was asked for by what the reader did.</summary>
    public string? Unsubscribe { get; init; }

    /// <summary>After a greeting and its comma a paragraph goes on in small letters; by itself it begins with a capital.</summary>
    private static string AsSentence(string paragraph) => $"{char.ToUpperInvariant(paragraph[0])}{paragraph[1..]}";
}

/// <summary>A letter as text and as HTML. The HTML has no picture and asks nobody for anything: opening it tells nobody.</summary>
internal static partial class LetterLayout
{
    public static string Text(LetterContent letter, string shopName)
    {
        var text = new StringBuilder();
        foreach (var part in letter.Beginning)
            text.Append(part).Append("\n\n");
        foreach (var (label, value) in letter.Rows)
            text.Append(label).Append(": ").Append(value).Append('\n');
        if (letter.Rows.Count > 0)
            text.Append('\n');
        if (letter.Button is { } button)
            text.Append(button.Words).Append(":\n\n").Append(button.Url).Append("\n\n");
        foreach (var note in letter.Notes)
            text.Append(note).Append("\n\n");
        return text.Append(shopName).Append('\n').ToString();
    }

    public static string Html(LetterContent letter, string language, string shopName, string shopUrl)
    {
        var body = new StringBuilder();
        foreach (var part in letter.Beginning)
            body.Append("<p style=\"margin:0 0 16px\">").Append(Safe(part)).Append("</p>\n");
        if (letter.Rows.Count > 0)
        {
            body.Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 20px;border-collapse:collapse\">\n");
            foreach (var (label, value) in letter.Rows)
            {
                body.Append("<tr><td class=\"rule quiet\" style=\"padding:8px 12px 8px 0;border-top:1px solid #e3e3e0;color:#5c5c58;vertical-align:top\">").Append(Safe(label))
                    .Append("</td><td class=\"rule\" style=\"padding:8px 0;border-top:1px solid #e3e3e0;text-align:right\">").Append(Safe(value)).Append("</td></tr>\n");
            }

            body.Append("</table>\n");
        }

        if (letter.Button is { } button)
        {
            var url = WebUtility.HtmlEncode(button.Url);
            body.Append("<p style=\"margin:24px 0\"><a class=\"button\" href=\"").Append(url)
                .Append("\" style=\"display:inline-block;padding:14px 24px;border-radius:8px;background:#16161a;color:#ffffff;font-weight:600;text-decoration:none\">")
                .Append(Safe(button.Words)).Append("</a></p>\n<p class=\"quiet\" style=\"margin:0 0 16px;font-size:13px;color:#5c5c58;word-break:break-all\">").Append(url).Append("</p>\n");
        }

        foreach (var note in letter.Notes)
            body.Append("<p class=\"quiet\" style=\"margin:0 0 16px;font-size:14px;color:#5c5c58;word-break:break-word\">").Append(Links().Replace(Safe(note), "<a class=\"quiet\" style=\"color:#5c5c58;word-break:break-all\" href=\"$0\">$0</a>")).Append("</p>\n");
        return $$"""
            <!doctype html>
            <html lang="{{language}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{{Safe(letter.Subject)}}</title>
            <style>
            :root { color-scheme: light dark; }
            @media (prefers-color-scheme: dark) {
              .page { background: #111113 !important; }
              .sheet { background: #1c1c1f !important; color: #f2f2ef !important; }
              .quiet { color: #a8a8a3 !important; }
              .rule { border-color: #3a3a3e !important; }
              .button { background: #f2f2ef !important; color: #16161a !important; }
            }
            </style>
            </head>
            <body class="page" style="margin:0;padding:0;background:#f4f4f1">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="page" align="center" style="padding:24px 12px;background:#f4f4f1">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr>
            <td class="sheet" style="padding:28px 24px;border-radius:12px;background:#ffffff;color:#16161a;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
            <p style="margin:0 0 24px;font-size:18px;font-weight:700">{{Safe(shopName)}}</p>
            {{body}}<p class="quiet rule" style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e3e3e0;font-size:13px;color:#5c5c58">{{Safe(shopName)}} · {{Safe(shopUrl)}}</p>
            </td></tr></table>
            </td></tr></table>
            </body>
            </html>

            """;
    }

    [GeneratedRegex("https?://[^\\s<\"]+")]
    private static partial Regex Links();

    private static string Safe(string text) => WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);
}
