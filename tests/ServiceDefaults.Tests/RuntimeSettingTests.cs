namespace PmsPlatform.ServiceDefaults.Tests;

public sealed class RuntimeSettingTests
{
    /// <summary>Set for every program by Directory.Build.props, this one among them.</summary>
    [Fact]
    public void A_thread_of_the_pool_without_work_sleeps_at_once() =>
        Assert.Equal("0", AppContext.GetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"));
}
