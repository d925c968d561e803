namespace PmsPlatform.VendorSandbox.Properties;

/// <summary>Gives vendors the directory when a call comes; the directory needs the vendors to be made.</summary>
internal sealed class PropertyDirectoryAccessor(IServiceProvider services)
{
    private PropertyDirectory? _value;

    public PropertyDirectory Value => _value ??= services.GetRequiredService<PropertyDirectory>();
}
