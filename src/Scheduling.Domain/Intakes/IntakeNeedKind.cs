namespace Scheduling.Domain.Intakes;

/// <summary>What an intake may wait for. Stored and sent in snake_case.</summary>
public enum IntakeNeedKind
{
    /// <summary>Who pays is open: nobody is named, the payer wasn't asked, or it said no.</summary>
    Benefits,

    /// <summary>A consult in the book.</summary>
    Consult,

    /// <summary>A prescriber's order.</summary>
    Order,

    /// <summary>A safety screening that a prescriber has accepted (R18).</summary>
    Screening,

    /// <summary>Consent to the treatment (R18).</summary>
    Consent,

    /// <summary>The payer's approval of the course (R22).</summary>
    Authorization,
}
