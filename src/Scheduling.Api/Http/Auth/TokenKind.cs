namespace Scheduling.Api.Http.Auth;

/// <summary>What a token in an address opens.</summary>
public enum TokenKind
{
    /// <summary>A patient's page.</summary>
    Visits,

    /// <summary>The end of e-mail to an address.</summary>
    Unsubscribe,

    /// <summary>A calendar feed.</summary>
    Feed,
}
