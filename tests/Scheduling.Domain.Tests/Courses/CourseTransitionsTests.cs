using Scheduling.Domain.Courses;
using static Scheduling.Domain.Courses.CourseAction;
using static Scheduling.Domain.Courses.CourseState;

namespace Scheduling.Domain.Tests.Courses;

public sealed class CourseTransitionsTests
{
    private static readonly Coverage SelfPay = new(CoverageKind.SelfPay, [], null, null, null, null);
    private static readonly Coverage Pending = new(CoverageKind.Insured, [], null, null, null, null);

    // State by state what may be done and where it leads, written by hand: pause, hold, resume, amend, discontinue, complete.
    private static readonly Dictionary<CourseState, CourseState?[]> Expected = new()
    {
        [Draft] = [null, null, null, Draft, Discontinued, null],
        [AwaitingAuthorization] = [AwaitingAuthorization, OnHold, null, AwaitingAuthorization, Discontinued, null],
        [Ready] = [Ready, OnHold, null, Ready, Discontinued, null],
        [Active] = [Active, OnHold, null, Active, Discontinued, Completed],
        [OnHold] = [null, null, Active, null, Discontinued, Completed],
        [Completed] = [null, null, null, null, null, null],
        [Discontinued] = [null, null, null, null, null, null],
    };

    [Fact]
    public void Next_OfEveryStateAndAction_IsTheTable()
    {
        foreach (var state in Enum.GetValues<CourseState>())
        {
            foreach (var action in Enum.GetValues<CourseAction>())
            {
                Assert.True(Expected[state][(int)action] == CourseTransitions.Next(state, action, 12, SelfPay), $"{action} of {state}");
            }
        }
    }

    [Fact]
    public void Next_BeforeTheFirstSession_ResumesToWhereTheCoverageLeavesIt_AndCompletesNothing()
    {
        Assert.Equal(Ready, CourseTransitions.Next(OnHold, Resume, 0, SelfPay));
        Assert.Equal(AwaitingAuthorization, CourseTransitions.Next(OnHold, Resume, 0, Pending));
        Assert.Null(CourseTransitions.Next(Active, Complete, 0, SelfPay));
    }

    [Fact]
    public void From_NamesTheStates() => Assert.Equal([AwaitingAuthorization, Ready, Active], CourseTransitions.From(Pause));
}
