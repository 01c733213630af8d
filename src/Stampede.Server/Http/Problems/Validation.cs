using Stampede.Domain;

namespace Stampede.Server.Http;

/// <summary>Collects what is wrong with a request, by field, so that the caller hears of all of it at once.</summary>
/// <example><code>
/// var check = new Validation();
/// var name = check.Text("name", body.Name, lengthMax: 200);
/// if (check.Failed) return check.Problem;
/// </code></example>
internal sealed class Validation
{
    private Dictionary<string, List<(string Words, FieldError Code)>>? errors;

    public bool Failed => errors is not null;

    public ApiProblem Problem => ApiProblem.Invalid(
        (errors ?? []).ToDictionary(pair => pair.Key, IReadOnlyList<string> (pair) => [.. pair.Value.Select(error => error.Words)]),
        (errors ?? []).ToDictionary(pair => pair.Key, IReadOnlyList<FieldError> (pair) => [.. pair.Value.Select(error => error.Code)]));

    /// <summary>The fields of a body, by the rules in its attributes.</summary>
    /// <inheritdoc cref="BodyFields{TBody}" path="/param"/>
    public BodyFields<TBody> FieldsOf<TBody>(string within = "") => new(this, within);

    /// <param name="code">Null: only the words say what is wrong.</param>
    public void Add(string field, string error, FieldError? code = null)
    {
        errors ??= [];
        if (!errors.TryGetValue(field, out var list))
            errors.Add(field, list = []);
        list.Add((error, code ?? FieldError.Invalid));
    }

    /// <returns><paramref name="holds"/>.</returns>
    public bool Require(bool holds, string field, string error, FieldError? code = null)
    {
        if (!holds)
            Add(field, error, code);
        return holds;
    }

    /// <summary>A text that must be there, in the one form of all that look the same (<see cref="PlainText.Canonical"/>).</summary>
    /// <param name="lengthMax">In Unicode characters, as PostgreSQL counts them.</param>
    /// <param name="lines">Line breaks and tabs are allowed.</param>
    /// <returns>An empty text where it is wrong.</returns>
    public string Text(string field, string? value, int lengthMax, bool lines = false)
    {
        var text = value?.Trim() ?? "";
        if (!Require(text.Length > 0, field, "Is needed.", FieldError.Required))
            return "";
        var form = Checked(field, text, lengthMax, lines);
        if (form is "" && !Failed)
            Add(field, "Needs a character that can be seen.", FieldError.Characters);
        return form ?? "";
    }

    /// <summary>A text that may be absent; otherwise as <see cref="Text"/>. Empty counts as absent.</summary>
    public string? OptionalText(string field, string? value, int lengthMax, bool lines = false)
    {
        var text = value?.Trim();
        return !string.IsNullOrEmpty(text) && Checked(field, text, lengthMax, lines) is { Length: > 0 } form ? form : null;
    }

    /// <param name="value">Null: <paramref name="otherwise"/>.</param>
    public int Range(string field, int? value, int min, int max, int otherwise) =>
        value is not { } number || Require(number >= min && number <= max, field, $"From {min} to {max}.", FieldError.Range(min, max)) ? value ?? otherwise : min;

    public long Range(string field, long? value, long min, long max, long otherwise) =>
        value is not { } number || Require(number >= min && number <= max, field, $"From {min} to {max}.", FieldError.Range(min, max)) ? value ?? otherwise : min;

    /// <summary>A number that must be there.</summary>
    public int Number(string field, int? value, int min, int max)
    {
        if (value is { } number)
            return Require(number >= min && number <= max, field, $"From {min} to {max}.", FieldError.Range(min, max)) ? number : min;
        Add(field, $"Is needed: from {min} to {max}.", FieldError.Required);
        return min;
    }

    /// <summary>The name of one of an enumeration's values, and nothing else that stands for one: no number, no list.</summary>
    /// <returns>Null where it is absent or wrong.</returns>
    public T? Choice<T>(string field, string? value)
        where T : struct, Enum
    {
        if (value is null)
            return null;
        var values = Enum.GetValues<T>();
        var at = Array.FindIndex(values, one => Names.Of(one).Equals(value, StringComparison.OrdinalIgnoreCase));
        return Require(at >= 0, field, $"One of {string.Join(", ", values.Select(Names.Of))}.", FieldError.Choice) ? values[at] : null;
    }

    public string DisplayName(string field, string? value)
    {
        if (Http.DisplayName.TryParse(value, out var name, out var error))
            return name.Value;
        Add(field, error);
        return "";
    }

    /// <summary>A character outside of the first 65,536 is one, though it is two of .NET's.</summary>
    private static int Characters(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                count--;
        }

        return count;
    }

    /// <returns>Null where it is wrong. Text of several lines stays as it is.</returns>
    private string? Checked(string field, string text, int lengthMax, bool lines)
    {
        if (!Require(text.Length <= 4 * lengthMax, field, $"At most {lengthMax} characters.", FieldError.Length(0, lengthMax))
            || !Require(PlainText.IsPlain(text, lines), field, "Contains control characters.", FieldError.Characters))
            return null;
        var form = lines ? text : PlainText.Canonical(text);
        return Require(Characters(form) <= lengthMax, field, $"At most {lengthMax} characters.", FieldError.Length(0, lengthMax)) ? form : null;
    }
}
