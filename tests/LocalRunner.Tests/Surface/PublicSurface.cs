using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;

namespace PmsPlatform.LocalRunner.Tests.Surface;

/// <summary>The public members of an assembly, one line each, written as a C# programmer would declare them.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
    };

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .SelectMany(type => Members(type).Select(member => $"{FullName(type)}: {member}").Prepend($"{FullName(type)}: {Kind(type)}"));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type);
        }

        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(IsVisible)
            .Select(constructor => $"{SimpleName(type)}({Parameters(constructor)})");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && !method.IsSpecialName && !IsGenerated(method) && !(type.IsValueType && method.DeclaringType != type))
            .Select(method => $"{Modifier(method)}{Name(method.ReturnParameter)} {method.Name}{Generics(method.GetGenericArguments())}({Parameters(method)}){Constraints(method)}");
        IEnumerable<string> properties = type.GetProperties(Declared).Where(property => property.GetMethod is { } get && IsVisible(get) && !IsGenerated(property))
            .Select(property => $"{Modifier(property.GetMethod!)}{Name(property)} {property.Name} {{ get;{Setter(property)} }}");
        IEnumerable<string> fields = type.GetFields(Declared).Where(field => field.IsPublic)
            .Select(field => $"static readonly {Name(field.FieldType)} {field.Name}");
        return constructors.Concat(methods).Concat(properties).Concat(fields);
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || (member is MethodInfo { Name: "<Clone>$" }) || member.Name == "EqualityContract";

    private static string Setter(PropertyInfo property) => property.SetMethod is { } set && IsVisible(set)
        ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
        : "";

    private static string Kind(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            _ => "class",
        };
        IEnumerable<Type> parents = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? [parent] : [];
        IEnumerable<Type> interfaces = type.IsEnum
            ? []
            : type.GetInterfaces().Where(contract => !contract.Name.StartsWith("IEquatable", StringComparison.Ordinal) && contract != typeof(ISerializable))
                .OrderBy(contract => contract.Name, StringComparer.Ordinal);
        string[] all = [.. parents.Concat(interfaces).Select(Name)];
        return all.Length == 0 ? kind : $"{kind} : {string.Join(", ", all)}";
    }

    private static string Modifier(MethodInfo method) => method.IsStatic ? "static " : method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select((parameter, index) =>
    {
        string extension = index == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string passing = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsIn && parameter.ParameterType.IsByRef ? "in " : parameter.IsOut ? "out " : "";
        return $"{extension}{passing}{Name(parameter)} {parameter.Name}{Default(parameter)}";
    }));

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue
        ? ""
        : parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? " = default" : " = null",
            bool value => value ? " = true" : " = false",
            IFormattable value => " = " + value.ToString(null, CultureInfo.InvariantCulture),
            object value => " = " + value,
        };

    private static string Generics(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Constraints(MethodInfo method) => string.Concat(method.GetGenericArguments().Select(argument =>
    {
        GenericParameterAttributes special = argument.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask;
        List<string> constraints = [.. argument.GetGenericParameterConstraints().Select(Name)];
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        if (special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }));

    private static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, s_nullability.Create(parameter));

    private static string Name(PropertyInfo property) => Name(property.PropertyType, s_nullability.Create(property));

    private static string Name(Type type, NullabilityInfo nullability)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability);
        }

        if (type.IsGenericType && nullability.GenericTypeArguments.Length == type.GetGenericArguments().Length && Nullable.GetUnderlyingType(type) is null)
        {
            string arguments = string.Join(", ", type.GetGenericArguments().Zip(nullability.GenericTypeArguments, Name));
            return $"{SimpleName(type)}<{arguments}>{Mark(type, nullability)}";
        }

        return type.IsArray && nullability.ElementType is { } element
            ? $"{Name(type.GetElementType()!, element)}[]{Mark(type, nullability)}"
            : Name(type) + Mark(type, nullability);
    }

    private static string Mark(Type type, NullabilityInfo nullability) =>
        !type.IsValueType && !type.IsGenericParameter && nullability.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        return type.IsArray
            ? Name(type.GetElementType()!) + "[]"
            : type.IsGenericType ? $"{SimpleName(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }

    private static string FullName(Type type) => type.IsNested
        ? $"{FullName(type.DeclaringType!)}.{type.Name}"
        : $"{type.Namespace}.{SimpleName(type)}{Generics(type.GetGenericArguments())}";

    private static string SimpleName(Type type) => type.Name.Split('`')[0];
}
