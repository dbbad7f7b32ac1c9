using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;

namespace OrleansChat.Testing;

/// <summary>Metrics of components that a test makes without a host, and that nobody listens to.</summary>
public static class Unmeasured
{
    private static readonly Meter Nowhere = new("nowhere");

    public static RoomMetrics Rooms { get; } = new(Nowhere);

    public static LogMetrics Log { get; } = new(Nowhere);
}

/// <summary>A meter of a test's own, and what its instruments have said: sums of counters, the last value of others.</summary>
public sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new();

    public Measured()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Take(instrument, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Take(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Take(instrument, value));
        _listener.Start();
    }

    /// <summary>The meter.</summary>
    public Meter Meter { get; } = new("OrleansChat");

    /// <summary>What an instrument says; 0 for one that hasn't said anything.</summary>
    public double this[string instrument]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values.GetValueOrDefault(instrument);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Meter.Dispose();
    }

    private void Take(Instrument instrument, double value)
    {
        var adds = instrument is Counter<long> or UpDownCounter<long>;
        _values.AddOrUpdate(instrument.Name, value, (_, old) => adds ? old + value : value);
    }
}
