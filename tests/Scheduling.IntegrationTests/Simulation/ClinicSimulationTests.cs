using System.Globalization;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Simulation;

/// <summary>Twelve weeks of a clinic: every course ends with its target, whatever happens in between (R10-R12, R15).</summary>
/// <remarks>A small clinic by default; 20 devices and 120 courses with SCHEDULING_LONG_TESTS=1. SIMULATION_SEED sets the seed.</remarks>
public sealed class ClinicSimulationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static bool Long => Environment.GetEnvironmentVariable("SCHEDULING_LONG_TESTS") == "1";

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("SIMULATION_SEED") ?? "20270222", CultureInfo.InvariantCulture);

    // The clocks go forward on 14 March, back on 7 November.
    [Theory]
    [InlineData("2027-02-22", false)]
    [InlineData("2027-09-27", false)]
    [InlineData("2027-02-22", true)]
    public async Task TwelveWeeks_MissesAndDisruptions_EveryCourseEndsWithItsTarget(string firstMonday, bool catchUp)
    {
        var (devices, patients) = Long ? (20, 120) : (2, 4);

        var simulated = await RunAsync(devices, patients, firstMonday, catchUp);

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {simulated.Report}");
        Assert.Equal(patients, simulated.Report.Courses);
        Assert.Equal(3, simulated.Report.Disruptions.Count);
        Assert.Equal((patients, 0), (simulated.Report.DaysToFirstTreatment.Count, simulated.Report.OutOfWindowUnflagged));
        Assert.InRange(simulated.Report.DeviceHours.Booked / simulated.Report.DeviceHours.Open, .01, 1);
        Assert.Equal(catchUp, simulated.Report.CaughtUp > 0);
        // Real plans of radiotherapy: 22 and 80.
        Assert.InRange(simulated.Report.Off.Median, 0, 5);
        if (!catchUp)
        {
            // A second session of a day lies an hour or more from the usual time.
            Assert.InRange(simulated.Report.Off.Ninth, 0, 30);
        }
    }

    [Fact]
    public async Task Replay_OfASeed_GivesTheSameHistory()
    {
        var first = await RunAsync(1, 1, "2027-02-22");
        var second = await RunAsync(1, 1, "2027-02-22");

        Assert.Contains(first.History, line => line.EndsWith("missed", StringComparison.Ordinal));
        Assert.Equal(first.History, second.History);
    }

    private async Task<SimulatedClinic> RunAsync(int devices, int patients, string firstMonday, bool catchUp = false)
    {
        var clinic = await new ClinicBuilder().WithDevices(devices).WithTechnicians(devices * 2).WithPatients(patients).SeedAsync(fixture.Api);
        var simulated = new SimulatedClinic(fixture.Api, clinic, DateOnly.Parse(firstMonday, CultureInfo.InvariantCulture), Seed, catchUp);
        await simulated.RunAsync();
        return simulated;
    }
}
