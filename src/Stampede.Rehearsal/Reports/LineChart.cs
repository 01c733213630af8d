using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Stampede.Rehearsal.Reports;

/// <param name="Colour">A class of the page's style: <c>c1</c> to <c>c6</c>.</param>
internal sealed record Line(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>A chart over time as SVG: lines, or areas that stand on one another.</summary>
/// <param name="X">Seconds, ascending.</param>
/// <param name="Limit">A dashed line across, with its name.</param>
internal sealed record LineChart(string Title, string Unit, IReadOnlyList<double> X, IReadOnlyList<Line> Lines, bool Stacked = false, (double At, string Name)? Limit = null)
{
    private const int Width = 560;
    private const int Height = 220;
    private const int Left = 46;
    private const int Right = 12;
    private const int Top = 12;
    private const int Bottom = 28;

    public string Render()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(Title)} <small>{WebUtility.HtmlEncode(Unit)}</small>{Legend()}</figcaption>");
        if (X.Count < 2)
            return svg.Append("<p class=\"none\">Nothing to draw.</p></figure>").ToString();
        var (low, high, peak) = (X[0], X[^1], Peak());
        var data = JsonSerializer.Serialize(new { x = X, lines = Lines.Select(line => new { line.Name, v = line.Values }), left = Left, right = Right, width = Width });
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(Title)}\" data-chart='{WebUtility.HtmlEncode(data)}'>");
        foreach (var tick in Ticks(0, peak))
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\"/><text class=\"y\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\">{Figures.Short(tick)}</text>");
        foreach (var tick in Ticks(low, high))
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{At(tick):0.#}\" y=\"{Height - 8}\">{Figures.Short(tick)} s</text>");
        if (low < 0 && high > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"opening\" x1=\"{At(0):0.#}\" x2=\"{At(0):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"><title>the drop opens</title></line>");
        Draw(svg);
        if (Limit is { } limit && limit.At <= peak)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"limit\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(limit.At):0.#}\" y2=\"{Y(limit.At):0.#}\"/><text class=\"limit\" x=\"{Width - Right}\" y=\"{Y(limit.At) - 5:0.#}\">{WebUtility.HtmlEncode(limit.Name)}</text>");
        return svg.Append("<line class=\"hair\" y1=\"12\" y2=\"192\"/></svg></figure>").ToString();

        double At(double x) => Left + ((x - low) / (high - low) * (Width - Left - Right));

        double Y(double value) => Height - Bottom - (value / peak * (Height - Top - Bottom));

        void Draw(StringBuilder to)
        {
            var floor = new double[X.Count];
            foreach (var line in Lines)
            {
                var tops = Stacked ? [.. line.Values.Select((value, i) => floor[i] + value)] : line.Values;
                var points = string.Join(' ', tops.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{At(X[i]):0.#},{Y(value):0.#}")));
                if (Stacked)
                {
                    var back = string.Join(' ', floor.Select((value, i) => (value, i)).Reverse().Select(under => string.Create(CultureInfo.InvariantCulture, $"{At(X[under.i]):0.#},{Y(under.value):0.#}")));
                    to.Append(CultureInfo.InvariantCulture, $"<polygon class=\"{line.Colour}\" points=\"{points} {back}\"/>");
                    floor = [.. tops];
                }
                else
                {
                    to.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{line.Colour}\" points=\"{points}\"/>");
                }
            }
        }
    }

    private string Legend() => string.Concat(Lines.Select(line => $"<span class=\"key {line.Colour}\">{WebUtility.HtmlEncode(line.Name)}</span>"));

    private double Peak()
    {
        var peak = Stacked
            ? Enumerable.Range(0, X.Count).Max(i => Lines.Sum(line => line.Values[i]))
            : Lines.Max(line => line.Values.Max());
        // The limit shows while it is anywhere near; far above, it would press the lines flat.
        if (Limit is { } limit && limit.At < peak * 3)
            peak = Math.Max(peak, limit.At * 1.1);
        return peak <= 0 ? 1 : peak * 1.05;
    }

    /// <summary>Round numbers, about five of them.</summary>
    internal static IEnumerable<double> Ticks(double low, double high)
    {
        var rough = (high - low) / 5;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = magnitude * (rough / magnitude) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (var i = Math.Ceiling(low / step); i * step <= high; i++)
            yield return Math.Round(i * step, 9);
    }
}
