namespace Scheduling.Domain.Authorizations;

/// <summary>Why a visit has no unit (R19), in snake_case as in conflicts.</summary>
public static class UnitReasons
{
    /// <summary>The flag of such a visit.</summary>
    public const string Tag = "unauthorized";

    /// <summary>No authorization gives units yet, or none any more.</summary>
    public const string NotAuthorized = "not_authorized";

    /// <summary>On no line's dates.</summary>
    public const string OutsideAuthorization = "outside_authorization";

    /// <summary>Every unit that would do is taken.</summary>
    public const string NoUnitLeft = "no_unit_left";

    /// <summary>No line pays for the visit's code.</summary>
    public const string CodeNotCovered = "code_not_covered";

    /// <summary>The code is paid for once in a course, and another visit has it.</summary>
    public const string CodeUsed = "code_used";

    /// <summary>Not approved at this site.</summary>
    public const string SiteNotCovered = "site_not_covered";

    /// <summary>Approved for the orders of another prescriber.</summary>
    public const string OrderingProviderNotCovered = "ordering_provider_not_covered";

    /// <summary>Approved for another provider than those on the visit.</summary>
    public const string RenderingProviderNotCovered = "rendering_provider_not_covered";

    /// <summary>More visits that day or week than the line allows.</summary>
    public const string TooOften = "limit_reached";

    /// <summary>The payer pays for no more sessions of this protocol.</summary>
    public const string PayerCap = "payer_cap";
}
