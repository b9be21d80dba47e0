namespace Scheduling.Domain.Records;

/// <summary>One set of stimulation parameters of a treatment; a treatment may have several (source 7.01).</summary>
/// <param name="Target">Where: <c>left_dlpfc</c>.</param>
/// <param name="PercentOfThreshold">Intensity in per cent of the motor threshold.</param>
/// <param name="FrequencyHz">Pulses or bursts a second.</param>
/// <param name="PulsesPrescribed">Pulses that were prescribed.</param>
/// <param name="PulsesDelivered">Pulses that were given.</param>
/// <param name="TrainSeconds">Length of a train in seconds.</param>
/// <param name="IntervalSeconds">Time between trains in seconds.</param>
/// <param name="Pattern">Pattern such as <c>10hz</c> or <c>itbs</c>.</param>
public sealed record ParameterSet(
    string Target, decimal PercentOfThreshold, decimal? FrequencyHz, int PulsesPrescribed, int PulsesDelivered, decimal? TrainSeconds = null, decimal? IntervalSeconds = null, string? Pattern = null);
