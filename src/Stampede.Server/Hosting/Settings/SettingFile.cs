using System.Text;

namespace Stampede.Server.Hosting;

/// <summary>
/// A setting whose value stands in a file that <c>NAME__File</c> names: an environment is seen by more people and programs than a file that only this
/// process may read. So do Docker's and Kubernetes' secrets and systemd's credentials come.
/// </summary>
internal static class SettingFile
{
    public const string Suffix = ":File";

    /// <summary>More is no setting, but a wrong file.</summary>
    private const int BytesMax = 64 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string NameOf(Setting setting) => setting.Name + Suffix;

    public static string VariableOf(Setting setting) => $"{setting.Variable}__File";

    /// <returns>Its one line, without space around it.</returns>
    /// <exception cref="SettingException">Says what is wrong with the file, and never what is in it.</exception>
    public static string Read(Setting setting, string path)
    {
        try
        {
            // Not all at once: what is named by mistake may be endless.
            using var file = File.OpenRead(path);
            var bytes = new byte[BytesMax + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > BytesMax)
                throw Wrong($"has more than {BytesMax / 1024} KB");
            var text = Utf8.GetString(bytes, 0, length).Trim('\uFEFF').Trim();
            if (text.Length == 0)
                throw Wrong("is empty");
            return !text.Any(char.IsControl) ? text : throw Wrong("has more than one line of text");
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("is not text in UTF-8");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong("is not there");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Wrong(Directory.Exists(path) ? "is a folder" : "cannot be read by this user");
        }

        SettingException Wrong(string what) => new($"Setting {VariableOf(setting)} names the file \"{path.ReplaceLineEndings(" ")}\", which {what}.");
    }
}
