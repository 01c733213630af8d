using System.Text.Json.Serialization;

namespace Stampede.Server.Http;

/// <summary>What is wrong with a field, for programs: a page words it in its reader's language.</summary>
internal sealed record FieldError(FieldErrorCode Code)
{
    public static readonly FieldError Required = new(FieldErrorCode.Required);
    public static readonly FieldError Characters = new(FieldErrorCode.Characters);
    public static readonly FieldError Choice = new(FieldErrorCode.Choice);
    public static readonly FieldError Email = new(FieldErrorCode.Email);
    public static readonly FieldError PostalCode = new(FieldErrorCode.PostalCode);
    public static readonly FieldError Invalid = new(FieldErrorCode.Invalid);

    /// <summary>Of a range or a length.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Min { get; init; }

    /// <summary>Of a range or a length.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Max { get; init; }

    /// <summary>Of a colour: the nearest one that passes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nearest { get; init; }

    public static FieldError Contrast(string nearest) => new(FieldErrorCode.Contrast) { Nearest = nearest };

    public static FieldError Range(long min, long max) => new(FieldErrorCode.Range) { Min = min, Max = max };

    public static FieldError Length(long min, long max) => new(FieldErrorCode.Length) { Min = min, Max = max };
}

internal enum FieldErrorCode
{
    /// <summary>Something that only the words say.</summary>
    Invalid,

    Required,

    /// <summary>A text of fewer or more characters than from <see cref="FieldError.Min"/> to <see cref="FieldError.Max"/>.</summary>
    Length,

    /// <summary>A number that is not from <see cref="FieldError.Min"/> to <see cref="FieldError.Max"/>.</summary>
    Range,

    /// <summary>Contains characters that a text may not have.</summary>
    Characters,

    /// <summary>None of the values that there are.</summary>
    Choice,

    /// <summary>Not an e-mail address.</summary>
    Email,

    /// <summary>A colour that is hard to read; <see cref="FieldError.Nearest"/> is not.</summary>
    Contrast,

    /// <summary>Not a postal code of the country.</summary>
    PostalCode,
}
