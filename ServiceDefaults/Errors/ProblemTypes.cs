using System.Collections.Frozen;

namespace PmsPlatform.ServiceDefaults.Errors;

/// <summary>The slug and the title of every status the platform answers. Clients decide on the slug: an entry may be added, never changed.</summary>
internal static class ProblemTypes
{
    private static readonly FrozenDictionary<int, (string Slug, string Title)> ByStatus = new Dictionary<int, (string, string)>
    {
        [400] = ("invalid-request", "The request cannot be used."),
        [401] = ("unauthorised", "The caller is not known."),
        [403] = ("forbidden", "The caller may not do this."),
        [404] = ("not-found", "There is nothing here."),
        [405] = ("method-not-allowed", "The address does not take this method."),
        [406] = ("not-acceptable", "No wanted representation can be given."),
        [408] = ("request-timeout", "The request did not arrive in time."),
        [409] = ("conflict", "The request does not fit the present state."),
        [412] = ("changed-meanwhile", "It was changed meanwhile."),
        [413] = ("too-large", "The request is too large."),
        [414] = ("address-too-long", "The address is too long."),
        [415] = ("unsupported-media-type", "The content type is not taken here."),
        [422] = ("not-processable", "The request is well-formed but cannot be done."),
        [429] = ("too-many-requests", "Too many requests."),
        [431] = ("headers-too-large", "The headers are too large."),
        [500] = ("internal", "Something went wrong here."),
        [501] = ("not-supported", "This is not supported."),
        [502] = ("bad-gateway", "A service behind this one answered nonsense."),
        [503] = ("unavailable", "A part of the platform cannot be reached."),
        [504] = ("timeout", "A part of the platform did not answer in time."),
    }.ToFrozenDictionary();

    public static string TypeOf(int status) => Problem.TypePrefix + (ByStatus.TryGetValue(status, out var known) ? known.Slug : $"http-{status}");

    public static string TitleOf(int status) => ByStatus.TryGetValue(status, out var known) ? known.Title : "The request failed.";
}
