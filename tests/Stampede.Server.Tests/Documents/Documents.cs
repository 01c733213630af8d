using System.Xml.Linq;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Tests.Documents;

/// <summary>What the documents say of the code, and can be compared with it.</summary>
public sealed class Documents
{
    internal static readonly string Root = FindRoot();

    [Fact]
    public void Every_folder_of_the_source_is_on_the_map()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Root, "src")))
            readme.ShouldContain($"`src/{Path.GetFileName(folder)}`");
    }

    [Fact]
    public void Arrows_point_one_way()
    {
        string[] order = ["Stampede.Server", "Stampede.EmbeddedPostgres", "Stampede.Postgres", "Stampede.Engine", "Stampede.Domain", "Stampede.Proof"];
        foreach (var (at, name) in order.Index())
        {
            var project = XDocument.Load(Path.Combine(Root, "src", name, $"{name}.csproj"));
            foreach (var reference in project.Descendants("ProjectReference"))
                order[(at + 1)..].ShouldContain(Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!), name);
            project.Descendants("FrameworkReference").ShouldBeEmpty(name);
        }

        // Beside each other: the verifier must not share the fold that it judges.
        foreach (var name in order[^2..].Append("Stampede.Client"))
            XDocument.Load(Path.Combine(Root, "src", name, $"{name}.csproj")).Descendants("ProjectReference").ShouldBeEmpty(name);
    }

    /// <summary>Other people's programs take it in: it brings nothing along.</summary>
    [Fact]
    public void The_client_needs_nothing_but_the_base_library()
    {
        var project = XDocument.Load(Path.Combine(Root, "src", "Stampede.Client", "Stampede.Client.csproj"));
        project.Descendants().Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference").ShouldBeEmpty();
    }

    /// <summary>Tests run the files, and readers copy the page.</summary>
    [Theory]
    [InlineData("csharp/Program.cs", "csharp")]
    [InlineData("typescript/shop.ts", "ts")]
    public void The_examples_stand_in_the_document_as_they_are(string file, string language) =>
        File.ReadAllText(Path.Combine(Root, "docs", "integration.md")).ShouldContain($"```{language}\n{File.ReadAllText(Path.Combine(Root, "clients", "examples", file))}```");

    [Fact]
    public void Every_code_is_explained_with_its_status()
    {
        var problems = File.ReadAllText(Path.Combine(Root, "docs", "problems.md"));
        foreach (var kind in ProblemKinds.ByCode.Values)
            problems.ShouldContain($"| `{kind.Code}` | {kind.Status} |");
    }

    [Fact]
    public void The_page_of_settings_is_made_of_their_table() =>
        File.ReadAllText(Path.Combine(Root, "docs", "operations", "settings.md"))
            .ShouldBe(SettingsPage.Write(), "Run: dotnet run --project src/Stampede.Server -- settings > docs/operations/settings.md");

    [Fact]
    public void The_web_app_has_the_same_table_of_currencies()
    {
        var table = File.ReadAllText(Path.Combine(Root, "web", "src", "lib", "currencies.ts"));
        var read = new Dictionary<string, int>();
        foreach (System.Text.RegularExpressions.Match group in System.Text.RegularExpressions.Regex.Matches(table, @"^\s+(\d): ['`]([A-Z\s]+)['`]", System.Text.RegularExpressions.RegexOptions.Multiline))
        {
            foreach (var code in group.Groups[2].Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
                read.Add(code, group.Groups[1].Value[0] - '0');
        }

        read.OrderBy(currency => currency.Key).ShouldBe(Domain.Currencies.All.OrderBy(currency => currency.Key));
    }

    /// <summary>Links between the documents lead somewhere.</summary>
    [Fact]
    public void Every_link_has_its_file()
    {
        string[] documents = [.. Directory.EnumerateFiles(Root, "*.md"), .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)];
        foreach (var document in documents)
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(document), @"\]\((?!https?:)([^)#]+)"))
            {
                var target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value);
                (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{document}: {link.Groups[1].Value}");
            }
        }
    }

    /// <summary>And those to a part of a document, to one of its headings.</summary>
    [Fact]
    public void Every_link_into_a_document_has_its_heading()
    {
        string[] documents = [.. Directory.EnumerateFiles(Root, "*.md"), .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)];
        foreach (var document in documents)
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(document), @"\]\((?!https?:)([^)#]*\.md)?#([^)]+)\)"))
            {
                var target = link.Groups[1].Value is { Length: > 0 } other ? Path.Combine(Path.GetDirectoryName(document)!, other) : document;
                File.ReadAllLines(target).Where(line => line.StartsWith('#')).Select(AnchorOf).ShouldContain(link.Groups[2].Value, $"{document}: {link.Value}");
            }
        }
    }

    /// <summary>As a reader of Markdown makes it of a heading.</summary>
    private static string AnchorOf(string heading) => string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant()
        .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_').Select(character => character == ' ' ? '-' : character));

    /// <summary>docs/security.md names its tests, and they are there.</summary>
    [Fact]
    public void Every_test_that_security_leans_on_exists()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var named = 0;
        foreach (var row in File.ReadAllLines(Path.Combine(Root, "docs", "security.md")).Where(line => line.StartsWith('|')))
        {
            foreach (System.Text.RegularExpressions.Match test in System.Text.RegularExpressions.Regex.Matches(row.TrimEnd('|', ' ').Split('|')[^1], @"`([A-Z]\w+)(?:\.(\w+))?`"))
            {
                var (name, method) = (test.Groups[1].Value, test.Groups[2].Value);
                if (name.StartsWith("Stampede", StringComparison.Ordinal))
                    continue; // A whole project, or a setting.
                sources.Any(source => source.Contains($" class {name}", StringComparison.Ordinal) && (method.Length == 0 || source.Contains($" {method}(", StringComparison.Ordinal)))
                    .ShouldBeTrue($"{test.Value} in {row}");
                named++;
            }
        }

        named.ShouldBeGreaterThan(80);
    }

    public static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
