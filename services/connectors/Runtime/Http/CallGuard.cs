namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>
/// The right under which something calls the vendor, asked right before each of its calls. A process that was stopped and goes on finds answers to work
/// with before its timers speak; by then another replica may do the same thing.
/// </summary>
internal static class CallGuard
{
    private static readonly AsyncLocal<Func<ValueTask>?> Current = new();

    /// <summary>From here to the end of the calling asynchronous method, calls are made only after this has returned.</summary>
    /// <param name="check">Throws when the right is gone.</param>
    public static void Under(Func<ValueTask> check) => Current.Value = check;

    /// <summary>Returns when the call may be made. What runs under no right always may.</summary>
    public static ValueTask CheckAsync() => Current.Value?.Invoke() ?? ValueTask.CompletedTask;
}
