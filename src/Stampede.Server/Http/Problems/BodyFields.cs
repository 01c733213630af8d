using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Stampede.Server.Http;

/// <summary>
/// Checks the fields of a body by the ranges and lengths that stand in the attributes of its properties. The API's
/// description is made of the same attributes, so the two cannot differ.
/// </summary>
/// <remarks>
/// ASP.NET Core's <c>AddValidation</c> would check them too, but not as callers know it: it has no codes by field, tells text
/// apart that looks the same, and counts it before spaces and invisible characters are taken away.
/// </remarks>
/// <param name="within">Where the body stands in another one, such as <c>price.</c>; empty for the whole.</param>
internal readonly struct BodyFields<TBody>(Validation check, string within)
{
    private static readonly FrozenDictionary<string, Rule> Rules = typeof(TBody).GetProperties().ToFrozenDictionary(property => property.Name, Rule.Of);

    /// <inheritdoc cref="Validation.Text"/>
    /// <param name="property">By <c>nameof</c>; it has a <see cref="StringLengthAttribute"/>.</param>
    public string Text(string property, string? value, bool lines = false)
    {
        var rule = Rules[property];
        return check.Text(within + rule.Field, value, (int)rule.Max, lines);
    }

    /// <inheritdoc cref="Validation.OptionalText"/>
    /// <inheritdoc cref="Text" path="/param"/>
    public string? OptionalText(string property, string? value, bool lines = false)
    {
        var rule = Rules[property];
        return check.OptionalText(within + rule.Field, value, (int)rule.Max, lines);
    }

    /// <inheritdoc cref="Validation.Range(string, int?, int, int, int)"/>
    /// <param name="property">By <c>nameof</c>; it has a <see cref="RangeAttribute"/>.</param>
    public int Range(string property, int? value, int otherwise)
    {
        var rule = Rules[property];
        return check.Range(within + rule.Field, value, (int)rule.Min, (int)rule.Max, otherwise);
    }

    /// <inheritdoc cref="Range(string, int?, int)"/>
    public long Range(string property, long? value, long otherwise)
    {
        var rule = Rules[property];
        return check.Range(within + rule.Field, value, rule.Min, rule.Max, otherwise);
    }

    /// <inheritdoc cref="Validation.Number"/>
    /// <inheritdoc cref="Range(string, int?, int)" path="/param"/>
    public int Number(string property, int? value)
    {
        var rule = Rules[property];
        return check.Number(within + rule.Field, value, (int)rule.Min, (int)rule.Max);
    }

    /// <param name="Field">The property's name in JSON.</param>
    /// <param name="Min">Of its value, or of its length.</param>
    private sealed record Rule(string Field, long Min, long Max)
    {
        public static Rule Of(PropertyInfo property)
        {
            var field = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
                return new(field, Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture));
            return property.GetCustomAttribute<StringLengthAttribute>() is { } length ? new(field, length.MinimumLength, length.MaximumLength) : new(field, 0, 0);
        }
    }
}
