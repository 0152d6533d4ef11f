"""The fields of the Kubernetes API that conf/kubernetes.yaml may use: a misspelt one is found
without a cluster. Each table has the fields of an object; its value is the table of what stands
there, a type, or a list of one of them. From the reference of Kubernetes 1.28."""

_TEXTS = {"*": str}
_META = {"name": str, "namespace": str, "labels": _TEXTS, "annotations": _TEXTS}
_PROBE = {
    "httpGet": {"path": str, "port": (str, int)},
    "periodSeconds": int,
    "timeoutSeconds": int,
    "failureThreshold": int,
    "initialDelaySeconds": int,
}
_CONTAINER = {
    "name": str,
    "image": str,
    "imagePullPolicy": str,
    "args": [str],
    "ports": [{"name": str, "containerPort": int}],
    "securityContext": {
        "allowPrivilegeEscalation": bool,
        "readOnlyRootFilesystem": bool,
        "capabilities": {"drop": [str]},
    },
    "resources": {"requests": _TEXTS, "limits": _TEXTS},
    "livenessProbe": _PROBE,
    "readinessProbe": _PROBE,
    "volumeMounts": [{"name": str, "mountPath": str, "readOnly": bool, "subPath": str}],
}
_POD = {
    "automountServiceAccountToken": bool,
    "enableServiceLinks": bool,
    "terminationGracePeriodSeconds": int,
    "securityContext": {
        "runAsNonRoot": bool,
        "runAsUser": int,
        "runAsGroup": int,
        "fsGroup": int,
        "fsGroupChangePolicy": str,
        "seccompProfile": {"type": str},
    },
    "containers": [_CONTAINER],
    "volumes": [
        {
            "name": str,
            "configMap": {"name": str},
            "secret": {"secretName": str, "defaultMode": int},
        }
    ],
}
_CLAIM = {
    "metadata": _META,
    "spec": {"accessModes": [str], "resources": {"requests": _TEXTS}, "storageClassName": str},
}
_KINDS = {
    ("v1", "ConfigMap"): {"data": _TEXTS},
    ("apps/v1", "StatefulSet"): {
        "spec": {
            "replicas": int,
            "serviceName": str,
            "selector": {"matchLabels": _TEXTS},
            "template": {"metadata": _META, "spec": _POD},
            "volumeClaimTemplates": [_CLAIM],
        }
    },
    ("v1", "Service"): {
        "spec": {
            "clusterIP": str,
            "selector": _TEXTS,
            "ports": [{"name": str, "port": int, "targetPort": (str, int)}],
        }
    },
}


def unknown_fields(one):
    """What of the object is no field, or not of its type: each as a path."""
    kind = (one["apiVersion"], one["kind"])
    if kind not in _KINDS:
        return [f"{kind} is no known kind"]
    table = {"apiVersion": str, "kind": str, "metadata": _META} | _KINDS[kind]
    return list(_faults(one, table, one["kind"]))


def _faults(value, expected, path):
    if isinstance(expected, dict):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for key, below in value.items():
            if key in expected or "*" in expected:
                yield from _faults(below, expected.get(key, expected.get("*")), f"{path}.{key}")
            else:
                yield f"{path}.{key} is no field"
    elif isinstance(expected, list):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for number, below in enumerate(value):
            yield from _faults(below, expected[0], f"{path}[{number}]")
    elif not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        yield f"{path} is of the wrong type"
