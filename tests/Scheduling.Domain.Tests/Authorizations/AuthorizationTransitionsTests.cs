using Scheduling.Domain.Authorizations;

namespace Scheduling.Domain.Tests.Authorizations;

/// <summary>The states of domain.md, every state by every event (R22).</summary>
public sealed class AuthorizationTransitionsTests
{
    // One line a state: what may happen, and what comes of it.
    private const string Table = """
        draft: submit>submitted
        submitted: request_info>info_requested approve>approved approve_partly>partial deny>denied
        info_requested: answer_info>submitted approve>approved approve_partly>partial deny>denied
        approved: request_extension>extension_requested correct>approved exhaust>exhausted expire>expired terminate>terminated
        partial: request_extension>extension_requested correct>partial exhaust>exhausted expire>expired terminate>terminated
        denied: request_peer_to_peer>peer_to_peer appeal>appeal request_external_review>external_review
        peer_to_peer: appeal>appeal overturn>overturned uphold>upheld
        appeal: request_external_review>external_review overturn>overturned uphold>upheld
        external_review: overturn>overturned uphold>upheld
        overturned: request_extension>extension_requested correct>overturned exhaust>exhausted expire>expired terminate>terminated
        upheld:
        extension_requested: extend>extended deny_extension>approved correct>extension_requested exhaust>extension_requested terminate>terminated
        extended: request_extension>extension_requested correct>extended exhaust>exhausted expire>expired terminate>terminated
        exhausted: request_extension>extension_requested correct>approved expire>expired terminate>terminated
        expired: request_extension>extension_requested correct>approved terminate>terminated
        terminated: correct>approved
        """;

    [Fact]
    public void Next_ForEveryStateAndEvent_IsTheTable()
    {
        var expected = Table.Split('\n').Select(l => l.Split(':')).SelectMany(l => l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('>')).Select(e => (From: l[0], Event: e[0], To: e[1])))
            .ToDictionary(e => (e.From, e.Event), e => e.To);
        foreach (var state in Enum.GetValues<AuthorizationState>())
        {
            foreach (var what in Enum.GetValues<AuthorizationEvent>())
            {
                var next = AuthorizationTransitions.Next(state, what) is { } to ? Word(to) : null;
                Assert.True(expected.GetValueOrDefault((Word(state), Word(what))) == next, $"{state}, {what}: {next}");
                Assert.Equal(next is not null, AuthorizationTransitions.Possible(state).Contains(what));
            }
        }

        Assert.Equal(expected.Count, AuthorizationTransitions.Table.Count);
    }

    [Fact]
    public void EveryState_IsReachedFromADraft()
    {
        HashSet<AuthorizationState> reached = [AuthorizationState.Draft];
        while (AuthorizationTransitions.Table.FirstOrDefault(t => reached.Contains(t.From) && !reached.Contains(t.To)) is { } step)
        {
            reached.Add(step.To);
        }

        Assert.Equal(Enum.GetValues<AuthorizationState>(), reached.Order());
    }

    [Fact]
    public void NoState_GivesUnitsWhileItIsPending() =>
        Assert.DoesNotContain(Enum.GetValues<AuthorizationState>(), s => s.GivesUnits() && s.IsPending());

    [Theory]
    [InlineData(AuthorizationState.Submitted, 7)]
    [InlineData(AuthorizationState.InfoRequested, 3)]
    [InlineData(AuthorizationState.Denied, 5)]
    [InlineData(AuthorizationState.PeerToPeer, 5)]
    [InlineData(AuthorizationState.Appeal, 30)]
    [InlineData(AuthorizationState.Approved, null)]
    [InlineData(AuthorizationState.Upheld, null)]
    public void DueOn_OfAState_IsItsDaysAfter(AuthorizationState state, int? days)
    {
        var on = new DateOnly(2027, 2, 26);

        Assert.Equal(days is { } number ? on.AddDays(number) : null, new AuthorizationDeadlines().DueOn(state, on));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
