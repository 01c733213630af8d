using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Stampede.Server.Hosting;

namespace Stampede.Server.Tests.Deploying;

/// <summary>What lies in deploy/ does what it is for, as far as the tools of this machine can show it.</summary>
public sealed partial class RunningElsewhere(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private const string SecretOfTheShop = "stampede-secrets";
    private const string CertificateOfTheShop = "stampede-certificate";

    [Theory]
    [InlineData("systemd")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("haproxy")]
    [InlineData("nginx")]
    [InlineData("caddy")]
    [InlineData("crowd-haproxy")]
    public void Each_piece_was_tried(string piece) => deploy.ShouldHavePassed(piece);

    [Theory]
    [InlineData("single")]
    [InlineData("nodes")]
    public void An_overlay_has_no_word_that_Kubernetes_does_not_know_and_keeps_its_pods_small_and_safe(string overlay)
    {
        var objects = ObjectsOf(overlay);
        foreach (var pod in objects.Select(PodOf).OfType<V1PodSpec>())
        {
            pod.AutomountServiceAccountToken.ShouldBe(false);
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
            foreach (var container in pod.Containers)
            {
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, container.Name);
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, container.Name);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], container.Name);
                container.Resources.Limits.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, container.Name);
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, container.Name);
                // A job ends by itself.
                (container is { StartupProbe: not null, LivenessProbe: not null, ReadinessProbe: not null }).ShouldBe(pod.RestartPolicy != "Never", container.Name);
            }
        }

        var server = objects.OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == "stampede");
        server.Spec.Template.Spec.SecurityContext.RunAsUser.ShouldBe(1654);
        var probed = server.Spec.Template.Spec.Containers.Single();
        // Where the database is away, a restart of every node would not bring it back.
        probed.LivenessProbe.HttpGet.Path.ShouldBe("/health/live");
        probed.StartupProbe.HttpGet.Path.ShouldBe("/health/live");
        probed.ReadinessProbe.HttpGet.Path.ShouldBe("/health/ready");
        var drainSeconds = int.Parse(objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name.StartsWith("stampede-settings", StringComparison.Ordinal)).Data["Stampede__DrainSeconds"], CultureInfo.InvariantCulture);
        server.Spec.Template.Spec.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(drainSeconds + 30);
        drainSeconds.ShouldBeGreaterThan(2 * probed.ReadinessProbe.PeriodSeconds!.Value * probed.ReadinessProbe.FailureThreshold!.Value);
        foreach (var deployment in objects.OfType<V1Deployment>())
            deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value.ShouldBe("0", deployment.Metadata.Name);
        foreach (var several in objects.OfType<V1Deployment>().Where(deployment => deployment.Spec.Replicas > 1))
            objects.OfType<V1PodDisruptionBudget>().ShouldContain(budget => Selects(budget.Spec.Selector.MatchLabels, several.Spec.Template.Metadata), several.Metadata.Name);
        objects.OfType<V1Job>().Single().Spec.Template.Spec.Containers.Single().Args.ShouldBe(["migrate"]);
        server.Spec.Replicas.ShouldBe(overlay == "single" ? 1 : 3);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("nodes")]
    public void Every_name_in_an_overlay_leads_to_something(string overlay)
    {
        var objects = ObjectsOf(overlay);
        var pods = objects.Select(TemplateOf).OfType<V1PodTemplateSpec>().ToList();
        var claims = objects.OfType<V1StatefulSet>().SelectMany(set => set.Spec.VolumeClaimTemplates).Select(claim => claim.Metadata.Name).ToHashSet();
        foreach (var pod in pods)
        {
            if (pod.Spec.ServiceAccountName is { } account)
                Named<V1ServiceAccount>(account).ShouldNotBeNull(account);
            foreach (var volume in pod.Spec.Volumes)
            {
                if (volume.ConfigMap is { } map)
                    Named<V1ConfigMap>(map.Name).ShouldNotBeNull(map.Name);
                volume.Secret?.SecretName.ShouldBe(SecretOfTheShop);
            }

            foreach (var container in pod.Spec.Containers)
            {
                foreach (var mount in container.VolumeMounts)
                    pod.Spec.Volumes.Select(volume => volume.Name).Concat(claims).ShouldContain(mount.Name);
                foreach (var from in container.EnvFrom ?? [])
                    Named<V1ConfigMap>(from.ConfigMapRef.Name).ShouldNotBeNull(from.ConfigMapRef.Name);
                foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.OfType<V1Probe>())
                {
                    if ((probe.HttpGet?.Port ?? probe.TcpSocket?.Port) is { } port)
                        container.Ports.Select(known => known.Name).ShouldContain(port.Value);
                }
            }
        }

        foreach (var service in objects.OfType<V1Service>())
        {
            var selected = pods.Where(pod => Selects(service.Spec.Selector, pod.Metadata)).ToList();
            selected.ShouldHaveSingleItem(service.Metadata.Name);
            foreach (var port in service.Spec.Ports)
                selected[0].Spec.Containers.SelectMany(container => container.Ports).Select(known => known.Name).ShouldContain(port.TargetPort.Value);
        }

        foreach (var ingress in objects.OfType<V1Ingress>())
        {
            ingress.Spec.Tls.Single().SecretName.ShouldBe(CertificateOfTheShop);
            foreach (var backend in ingress.Spec.Rules.SelectMany(rule => rule.Http.Paths).Select(path => path.Backend.Service))
                Named<V1Service>(backend.Name).ShouldNotBeNull(backend.Name).Spec.Ports.Select(port => port.Name).ShouldContain(backend.Port.Name);
        }

        foreach (var policy in objects.OfType<V1NetworkPolicy>())
        {
            pods.ShouldContain(pod => Selects(policy.Spec.PodSelector.MatchLabels, pod.Metadata));
            pods.ShouldContain(pod => Selects(policy.Spec.Ingress.Single().FromProperty.Single().PodSelector.MatchLabels, pod.Metadata));
        }

        foreach (var budget in objects.OfType<V1PodDisruptionBudget>())
            pods.ShouldContain(pod => Selects(budget.Spec.Selector.MatchLabels, pod.Metadata));
        // The proxy asks a name for its nodes.
        var nodes = pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Env ?? []).SingleOrDefault(variable => variable.Name == "STAMPEDE_NODES")?.Value;
        if (overlay == "nodes")
        {
            var service = objects.OfType<V1Service>().Single(service => nodes == $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}.svc.cluster.local:{service.Spec.Ports.Single().Port}");
            service.Spec.ClusterIP.ShouldBe("None", "else its name leads to one address, which stands for all");
        }

        T? Named<T>(string name)
            where T : class, IKubernetesObject<V1ObjectMeta> => objects.OfType<T>().SingleOrDefault(one => one.Metadata.Name == name);
    }

    [Fact]
    public void A_word_that_Kubernetes_does_not_know_would_be_seen()
    {
        deploy.ShouldHavePassed("kubernetes");
        var text = File.ReadAllText(Path.Combine(deploy.Rendered, "nodes.yaml"));
        Should.Throw<Exception>(() => KubernetesYaml.LoadAllFromString(text.Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public void Every_setting_that_is_set_there_is_one()
    {
        var names = Directory.EnumerateFiles(DeployFolder.Path(), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/secrets/", StringComparison.Ordinal))
            .SelectMany(file => SettingName().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct().ToList();
        names.Count.ShouldBeGreaterThan(8);
        UnknownSettings.Lines(
            new ConfigurationBuilder().AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name.Replace("__", ":", StringComparison.Ordinal), (string?)"x"))).Build(), []).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_dashboard_and_the_alerts_are_of_metrics_that_there_are()
    {
        using var making = Process.Start(new ProcessStartInfo("node", [DeployFolder.Path("grafana", "make.mjs"), "--check"]) { RedirectStandardError = true })!;
        var errors = await making.StandardError.ReadToEndAsync();
        await making.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        making.ExitCode.ShouldBe(0, errors);
    }

    private List<object> ObjectsOf(string overlay)
    {
        deploy.ShouldHavePassed("kubernetes");
        var text = File.ReadAllText(Path.Combine(deploy.Rendered, $"{overlay}.yaml"));
        var objects = KubernetesYaml.LoadAllFromString(text, strict: true);
        objects.Count.ShouldBe(text.Split("\n---\n").Length);
        return objects;
    }

    private static V1PodTemplateSpec? TemplateOf(object one) => one switch
    {
        V1Deployment deployment => deployment.Spec.Template,
        V1StatefulSet set => set.Spec.Template,
        V1Job job => job.Spec.Template,
        _ => null,
    };

    private static V1PodSpec? PodOf(object one) => TemplateOf(one)?.Spec;

    private static bool Selects(IDictionary<string, string> labels, V1ObjectMeta pod) => labels.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    [GeneratedRegex(@"\b(Stampede|ConnectionStrings)__\w+")]
    private static partial Regex SettingName();
}
