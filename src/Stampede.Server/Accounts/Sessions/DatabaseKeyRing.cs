using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Stampede.Server.Accounts;

/// <summary>Keeps the keys that tokens and cookies are protected with in the database, where every node finds them.</summary>
internal sealed class DatabaseKeyRing(NpgsqlDataSource database) : IXmlRepository
{
    // One is made every 90 days, and no ticket is older than that: a hundred are more than enough, however many there are.
    private const string ReadNewest = "select xml from (select id, xml from data_protection_key order by id desc limit 100) newest order by id";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand(ReadNewest);
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("insert into data_protection_key (name, xml) values ($1, $2)");
        command.Parameters.AddWithValue(friendlyName);
        command.Parameters.AddWithValue(element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}
