# syntax=docker/dockerfile:1
# Howdah. Runs the demo's routes unless you add an application folder. See docs/deploy.md.
# Complete names, so that Renovate (renovate.json) can pin them to a digest.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG JAVA_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
# .github/workflows/test.yaml checks format and tests.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Dspotless.check.skip=true -Dmaven.test.skip=true package

# howdah.jar, for engineers: embedded services, lint, golden tests. docker build --target toolbox, and compose.yaml.
FROM ${JAVA_IMAGE} AS toolbox
WORKDIR /opt/howdah
COPY LICENSE .
COPY --from=build /build/target/howdah.jar .
USER 65532:65532
EXPOSE 8080 9876
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:TieredStopAtLevel=1", "-Duser.home=/tmp", "-jar", "/opt/howdah/howdah.jar"]
CMD ["dev"]

# howdah-server.jar, for production.
FROM ${JAVA_IMAGE} AS server
WORKDIR /opt/howdah
COPY LICENSE .
COPY --from=build /build/target/howdah-server.jar .
# The class archive works only for this JAR at this path on this JVM. howdah.jar provides Kafka and MongoDB for the start; it is not copied.
RUN --mount=type=bind,source=deploy/share-classes.sh,target=/tmp/share-classes.sh \
    --mount=type=bind,from=build,source=/build/target/howdah.jar,target=/tmp/howdah.jar \
    sh /tmp/share-classes.sh run /opt/howdah/howdah-server.jar /opt/howdah/howdah.jsa /tmp/howdah.jar
# Numeric, so that Kubernetes can verify runAsNonRoot.
USER 65532:65532
EXPOSE 8080 9876
# Java is process 1 and receives SIGTERM. It writes only below /tmp. Probe the management port for health: a HEALTHCHECK would start a
# JVM or a shell for each probe.
# docs/deploy.md explains the options.
ENV MALLOC_ARENA_MAX=2
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/howdah/howdah.jsa", "-XX:MaxRAMPercentage=75", \
    "-XX:CompileThresholdScaling=3", "-XX:TrimNativeHeapInterval=10000", "-Dio.netty.allocator.maxOrder=7", \
    "-XX:+ExitOnOutOfMemoryError", "-Duser.home=/tmp", "-jar", "/opt/howdah/howdah-server.jar"]
CMD ["run"]
