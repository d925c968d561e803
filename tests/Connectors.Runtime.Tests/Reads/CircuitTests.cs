using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

public sealed class CircuitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_few_failures_do_not_open_it()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen - 1);

        circuit.Report(failure: null);
        for (var times = 1; times < VendorCircuit.FailuresToOpen; times++)
            circuit.Report(VendorErrorKind.Unavailable);

        Assert.Equal(CircuitState.Closed, circuit.State);
        Assert.True(circuit.MayCall(out _));
    }

    [Theory]
    [InlineData(VendorErrorKind.Rejected)]
    [InlineData(VendorErrorKind.RateLimited)]
    [InlineData(VendorErrorKind.Unauthorised)]
    public void A_refusal_is_an_answer(VendorErrorKind refusal)
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen - 1);

        circuit.Report(refusal);
        circuit.Report(VendorErrorKind.Unavailable);

        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public void Open_it_says_how_long_it_stays_so()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(circuit.MayCall(out var wait));
        Assert.Equal(VendorCircuit.FirstBreak - TimeSpan.FromSeconds(5), wait);
        Assert.Equal(CircuitState.Open, circuit.State);
    }

    [Fact]
    public void Half_open_it_lets_one_through()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen);
        _time.Advance(VendorCircuit.FirstBreak);

        Assert.Equal(CircuitState.HalfOpen, circuit.State);
        Assert.True(circuit.MayCall(out _));
        Assert.False(circuit.MayCall(out var wait));
        Assert.Equal(VendorCircuit.LongestBreak, wait);
    }

    [Fact]
    public void A_probe_that_fails_opens_it_for_twice_as_long_up_to_a_minute()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen);
        var expected = VendorCircuit.FirstBreak;
        for (var probes = 0; probes < 5; probes++)
        {
            _time.Advance(expected);
            Assert.True(circuit.MayCall(out _));
            circuit.Report(VendorErrorKind.Unavailable);
            expected = TimeSpan.FromTicks(Math.Min(expected.Ticks * 2, VendorCircuit.LongestBreak.Ticks));
            Assert.False(circuit.MayCall(out var wait));
            Assert.Equal(expected, wait);
        }
    }

    [Fact]
    public void Any_answer_closes_it_also_one_to_a_sync()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen);

        circuit.Report(failure: null);

        Assert.Equal(CircuitState.Closed, circuit.State);
        Assert.True(circuit.MayCall(out _));
    }

    [Fact]
    public void A_probe_that_never_ends_does_not_keep_it_open_for_ever()
    {
        var circuit = Failed(VendorCircuit.FailuresToOpen);
        _time.Advance(VendorCircuit.FirstBreak);
        circuit.MayCall(out _);

        _time.Advance(VendorCircuit.LongestBreak);

        Assert.True(circuit.MayCall(out _));
    }

    private VendorCircuit Failed(int times)
    {
        var circuit = new VendorCircuit(_time);
        for (var failures = 0; failures < times; failures++)
            circuit.Report(VendorErrorKind.Unavailable);
        return circuit;
    }
}
