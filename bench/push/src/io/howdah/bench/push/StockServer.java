package io.howdah.bench.push;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The stock component camel-vertx-websocket with {@code sendToAll}. Each line on standard input is a number; a frame that ends with
 * it goes to all. Usage: StockServer before behind port
 */
public final class StockServer {

    private StockServer() {}

    public static void main(String[] args) throws Exception {
        String address = "vertx-websocket:127.0.0.1:" + args[2] + "/t";
        CamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(address).stop();
                from("direct:all").to(address + "?sendToAll=true");
            }
        });
        context.start();
        System.out.println("port " + args[2]);
        ProducerTemplate template = context.createProducerTemplate();
        BufferedReader numbers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String number = numbers.readLine(); number != null; number = numbers.readLine()) {
            template.sendBody("direct:all", args[0] + number + args[1]);
        }
        System.exit(0);
    }
}
