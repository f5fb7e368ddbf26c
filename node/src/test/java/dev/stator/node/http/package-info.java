/** Tests of the HTTP doors: each row of the API's table over real connections, and the handler of a connection by itself. */
@org.jspecify.annotations.NullMarked
package dev.stator.node.http;
