using System.Globalization;

namespace Scheduling.Api.Http.Versions;

/// <summary>Versions as strong entity tags.</summary>
public static class ETags
{
    /// <summary><c>"7"</c>, quotes included: the ETag header and the <c>etag</c> of list rows.</summary>
    public static string Of(int version) => "\"" + version.ToString(CultureInfo.InvariantCulture) + "\"";
}
