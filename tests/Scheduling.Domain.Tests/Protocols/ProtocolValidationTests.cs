using System.Text.Json;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Tests.Protocols;

public sealed class ProtocolValidationTests
{
    public static TheoryData<string> Codes => [.. Templates.Codes];

    [Fact]
    public void Templates_AreTheTwelveOfTheDomain() =>
        Assert.Equal(
            ["accelerated_2x", "dtms_h1_mdd", "dtms_h7_ocd", "dtms_smoking", "ect_index", "esketamine", "itbs_600", "maintenance", "nbuvb", "rtms_10hz_19", "rtms_10hz_37", "saint"],
            Templates.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Validate_ShippedTemplate_FindsNothing(string code)
    {
        var protocol = Templates.Get(code);

        Assert.Equal(code, protocol.Code);
        Assert.Empty(ProtocolValidation.Validate(protocol));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Json_ShippedTemplate_SurvivesARoundTrip(string code)
    {
        var text = ProtocolJson.Write(Templates.Get(code));

        Assert.Equal(text, ProtocolJson.Write(ProtocolJson.Read(text)));
    }

    [Theory]
    [InlineData("rtms_10hz_19", 36)]
    [InlineData("rtms_10hz_37", 36)]
    [InlineData("itbs_600", 36)]
    [InlineData("dtms_h1_mdd", 44)]
    [InlineData("dtms_h7_ocd", 29)]
    [InlineData("dtms_smoking", 18)]
    [InlineData("saint", 50)]
    [InlineData("maintenance", 11)]
    [InlineData("accelerated_2x", 30)]
    [InlineData("ect_index", 8)]
    public void Templates_HaveTheSessionsOfTheDomain(string code, int sessions) =>
        Assert.Equal(sessions, Templates.Get(code).Phases.Sum(p => p.DefaultSessions));

    [Fact]
    public void Validate_BrokenProtocol_NamesEveryPath()
    {
        var good = Templates.Get("rtms_10hz_19");
        var broken = good with
        {
            Code = "No Spaces",
            InitialKind = "nothing",
            Phases = [good.Phases[0] with { MinSessions = 40, Cadence = 0, MaxPerDay = 0 }],
            VisitKinds = [good.VisitKinds[1] with { Minutes = 31 }, good.VisitKinds[1] with { Segments = [new VisitSegment { Kind = SegmentKind.Room, UntilMinute = 10 }] }],
            BillingCodes = [new BillingCode("nothing", "90868")],
            GapBands = [new GapBand { From = 0, Unit = GapUnit.Days, Action = GapAction.Flag }],
        };

        var paths = ProtocolValidation.Validate(broken).Select(e => e.Path).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            ["/billingCodes/0/kind", "/code", "/gapBands/0/from", "/initialKind", "/phases/0/cadence", "/phases/0/defaultSessions", "/phases/0/maxPerDay", "/redeterminationKind", "/visitKinds", "/visitKinds/0/minutes", "/visitKinds/0/segments/0/untilMinute", "/visitKinds/1/segments/0/untilMinute"],
            paths);
    }

    [Theory]
    [InlineData("\"operatorRole\": \"technician\"", "\"operatorRole\": \"wizard\"")]
    [InlineData("\"operatorRole\": \"technician\"", "\"operatorRole\": 0")]
    [InlineData("\"operatorRole\": \"technician\"", "\"operatorRole\": \"technician\", \"unknown\": 1")]
    [InlineData("\"name\": \"rTMS 10 Hz, 19 minutes\"", "\"name\": null")]
    [InlineData("\"monday\"", "1")]
    public void Read_SomethingElse_IsRefused(string from, string to)
    {
        var text = ProtocolJson.Write(Templates.Get("rtms_10hz_19"));
        Assert.Contains(from, text, StringComparison.Ordinal);

        Assert.Throws<JsonException>(() => ProtocolJson.Read(text.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void Json_Enums_AreSnakeCaseWords()
    {
        var text = ProtocolJson.Write(Templates.Get("maintenance"));

        Assert.Contains("\"every_days\"", text, StringComparison.Ordinal);
        Assert.Contains("\"in_person\"", text, StringComparison.Ordinal);
        Assert.Equal(StaffRole.Technician, Templates.Get("maintenance").OperatorRole);
    }
}
