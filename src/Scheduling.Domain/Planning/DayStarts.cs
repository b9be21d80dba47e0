namespace Scheduling.Domain.Planning;

/// <summary>
/// The starts of one kind on one day. What an operator needs (with the other roles and the supervisor) and what a device needs (with its room
/// and coil) do not depend on each other, so a pair's starts are those of both.
/// </summary>
internal sealed class DayStarts
{
    private readonly SlotMask[] _operators;
    private readonly SlotMask[] _devices;

    /// <param name="operators">For each operator the starts that serve with some device or other; cut down here to those that a device serves too.</param>
    /// <param name="devices">For each device the starts that patient and site allow.</param>
    internal DayStarts(SlotMask[] operators, SlotMask[] devices)
    {
        var (anyOperator, anyDevice) = (default(SlotMask), default(SlotMask));
        foreach (ref readonly var mask in operators.AsSpan())
        {
            anyOperator = SlotMask.Or(anyOperator, mask);
        }
        foreach (ref readonly var mask in devices.AsSpan())
        {
            anyDevice = SlotMask.Or(anyDevice, mask);
        }
        for (var i = 0; i < operators.Length; i++)
        {
            operators[i] = SlotMask.And(operators[i], anyDevice);
        }
        (_operators, _devices, Any) = (operators, devices, SlotMask.And(anyOperator, anyDevice));
        (First, Last) = (Any.NextAtOrAfter(0), Any.Highest());
    }

    /// <summary>The starts of any pair.</summary>
    internal SlotMask Any { get; }

    /// <summary>The first start of any pair, or -1.</summary>
    internal int First { get; }

    /// <summary>The last start of any pair, or -1.</summary>
    internal int Last { get; }

    /// <summary>The starts of an operator with any device.</summary>
    internal ref readonly SlotMask Operator(int number) => ref _operators[number];

    /// <summary>The starts of a pair, numbered operator * devices + device.</summary>
    internal SlotMask Pair(int pair) => Pair(pair / _devices.Length, pair % _devices.Length);

    /// <summary>The starts of an operator with a device.</summary>
    internal SlotMask Pair(int person, int device) => SlotMask.And(_operators[person], _devices[device]);
}
