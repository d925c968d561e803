using System.Reflection;
using Aspire.Hosting;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>
/// How tests run an AppHost's own Program in their process: what flows with the call gives its builder arguments, holds its Build
/// until the test has had its say, and hands over the application, which the test then starts instead of Program's Run.
/// </summary>
internal sealed class ApplicationInterceptor(Assembly assembly, string[] args, IReadOnlyDictionary<string, string?> configuration)
{
    private static readonly AsyncLocal<ApplicationInterceptor?> s_current = new();

    private readonly TaskCompletionSource<IDistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static ApplicationInterceptor? Current => s_current.Value;

    public Assembly Assembly => assembly;

    public string[] Args => args;

    public IReadOnlyDictionary<string, string?> Configuration => configuration;

    public Task<IDistributedApplicationBuilder> Builder => _builder.Task;

    /// <summary>Runs the entry point on a thread of its own; the tasks of this object tell how far it has come.</summary>
    public void RunEntryPoint()
    {
        MethodInfo entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"'{assembly.GetName().Name}' has no entry point.");
        var thread = new Thread(() =>
        {
            s_current.Value = this;
            try
            {
                // A top-level Program with await has a synchronous wrapper as its entry point; both kinds take string[] or nothing.
                entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entryPoint.GetParameters().Length == 0 ? null : [args], null);
                Fail(new InvalidOperationException($"The entry point of '{assembly.GetName().Name}' returned without building an application."));
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        })
        {
            IsBackground = true,
            Name = "AppHost entry point",
        };
        thread.Start();
    }

    public void WaitUntilWanted(IDistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _wanted.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _application.TrySetResult(application);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _wanted.TrySetResult();
        return _application.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends an entry point that waits in Build; without effect afterwards.</summary>
    public void Abandon() => _wanted.TrySetCanceled();

    private void Fail(Exception exception)
    {
        _builder.TrySetException(exception);
        _application.TrySetException(exception);
    }
}
