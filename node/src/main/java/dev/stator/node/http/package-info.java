/**
 * What users and operators reach over HTTP: the API of keys and ring over TLS ({@link dev.stator.node.http.HttpServer}), and the
 * admin port with health, metrics, status and a console ({@link dev.stator.node.http.AdminServer}).
 *
 * <p>Translates requests to values for the kernel's gateway and outcomes to answers; knows nothing of replicas or storage.
 */
@NullMarked
package dev.stator.node.http;

import org.jspecify.annotations.NullMarked;
