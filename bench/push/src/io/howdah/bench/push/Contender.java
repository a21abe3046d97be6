package io.howdah.bench.push;

/** Who broadcasts. */
enum Contender {
    HOWDAH("howdah"),
    BARE("bare Vert.x loop"),
    WS("npm ws"),
    STOCK("stock camel-vertx-websocket");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
