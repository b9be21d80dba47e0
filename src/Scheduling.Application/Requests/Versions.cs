using System.Globalization;
using Scheduling.Domain;

namespace Scheduling.Application.Requests;

/// <summary>Versions as callers see them.</summary>
internal static class Versions
{
    /// <summary>The entity tag, quotes included: what list rows carry and <c>If-Match</c> takes.</summary>
    public static string Etag(VersionedEntity root) => "\"" + root.Version.ToString(CultureInfo.InvariantCulture) + "\"";
}
