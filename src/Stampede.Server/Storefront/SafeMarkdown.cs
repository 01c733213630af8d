using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Stampede.Server.Storefront;

/// <summary>Markdown to HTML that can do nothing but be read: no HTML of the writer's own, no pictures, and links only to where links lead.</summary>
internal static class SafeMarkdown
{
    private const int HeadingLevelMax = 6;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();
    private static readonly string[] Schemes = [Uri.UriSchemeHttps, Uri.UriSchemeHttp, Uri.UriSchemeMailto, "tel"];

    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 1, HeadingLevelMax); // The page has a title of its own above it.
        foreach (var link in document.Descendants<LinkInline>().ToArray())
        {
            if (link.IsImage || !IsSafe(link.Url))
                link.ReplaceBy(new ContainerInline(), copyChildren: true);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToArray())
        {
            if (!link.IsEmail && !IsSafe(link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
        }

        return document.ToHtml(Pipeline);
    }

    /// <summary>A place on this site, or an address of a kind that only shows something.</summary>
    private static bool IsSafe(string? url) =>
        url is { Length: > 0 } && (url[0] is '/' or '#' || (Uri.TryCreate(url, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme)));
}
